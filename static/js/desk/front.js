// The home page beside the list of its blocks: whatever changes in the list is shown at once.
import { WIDTHS, fit } from "./stage.js";

const show = document.querySelector("[data-show-front]");
const list = document.getElementById("result_list");
const stage = document.querySelector("[data-stage]");
if (show && list && stage) start(stage.querySelector("iframe"));

function start(frame) {
  const choices = [...document.querySelectorAll("[data-width]")];
  let width = "desktop";
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

  for (const choice of choices)
    choice.addEventListener("click", () => {
      width = choice.dataset.width;
      for (const one of choices) one.setAttribute("aria-pressed", String(one === choice));
      fit(frame, stage, WIDTHS[width]);
    });
  new ResizeObserver(() => fit(frame, stage, WIDTHS[width])).observe(stage);
}

function state() {
  const fields = [...list.querySelectorAll("input, select")];
  return fields.map((field) => (field.type === "checkbox" ? field.checked : field.value)).join();
}
