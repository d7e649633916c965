// Searching: suggestions are loaded when somebody begins to type, and a question that was answered is counted.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("input[type=search][name=q]")) import("./suggest.js").then(() => {});
});

const answered = document.querySelector("[data-question]");
if (answered) navigator.sendBeacon?.("/ban-doc/tim/", new URLSearchParams({ token: answered.dataset.question }));
