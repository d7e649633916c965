// Counts a visit once the page has really been seen. Nothing is kept on the device.
const article = document.querySelector("[data-views]");

function count() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", count);
  document.removeEventListener("prerenderingchange", count);
  navigator.sendBeacon?.(article.dataset.views, new URLSearchParams());
}

if (article) {
  document.addEventListener("visibilitychange", count);
  document.addEventListener("prerenderingchange", count);
  count();
}
