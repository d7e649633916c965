// The home page beside the list of its blocks: whatever changes in the list is shown at once.
const show = document.querySelector("[data-show-front]");
const list = document.getElementById("result_list");

if (show && list) {
  const frame = document.querySelector(".front-preview__frame");
  const state = () => [...list.querySelectorAll("input, select")].map((field) => (field.type === "checkbox" ? field.checked : field.value)).join();
  let shown = state();

  // Moving a row changes numbers from a script, which tells nobody: so the list is looked at.
  const look = () => {
    if (state() === shown) return;
    shown = state();
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
    show.click();
  };
  for (const event of ["change", "click", "dragend"]) list.addEventListener(event, () => setTimeout(look));
}
