// How the reader likes pages to look: written on <html> for the style sheet, kept on this device only.
const NAMES = ["size", "leading", "theme"];
const SIZES = ["", "large", "largest"];
const root = document.documentElement;
const panel = document.querySelector("[data-reading] form");

function show() {
  for (const name of NAMES) panel.elements[name].value = root.dataset[name] ?? "";
}

function keep(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const chosen = NAMES.filter((one) => root.dataset[one]).map((one) => [one, root.dataset[one]]);
  try {
    localStorage.setItem("reading", JSON.stringify(Object.fromEntries(chosen)));
  } catch {
    // It holds for this page at least.
  }
  show();
}

if (panel) {
  show();
  panel.addEventListener("change", (event) => keep(event.target.name, event.target.value));
  panel.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const name of NAMES) keep(name, "");
  });
  // Quick steps elsewhere on the page: data-step="1" makes the text larger, "-1" smaller.
  for (const button of document.querySelectorAll("[data-step]"))
    button.addEventListener("click", () => {
      const place = SIZES.indexOf(root.dataset.size ?? "") + Number(button.dataset.step);
      keep("size", SIZES[Math.min(Math.max(place, 0), SIZES.length - 1)]);
    });
}
