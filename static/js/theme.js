// Before anything is drawn: the page as this reader likes it (js/reading.js keeps it on the device).
try {
  Object.assign(document.documentElement.dataset, JSON.parse(localStorage.getItem("reading")));
} catch {
  // A browser that keeps nothing, or something else of that name: the page as it is.
}
document.documentElement.dataset.scripts = "";
