// The focal point: a mark on the picture for the two numbers, and what crops will show.
import { arrow, follow, within } from "./pointer.js";

export function startFocus(form) {
  const stage = form.querySelector("[data-focus]");
  const [across, down] = ["focal_x", "focal_y"].map((name) => form.querySelector(`[name=${name}]`));
  const previews = form.querySelector("[data-previews]");
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "photo-mark";
  stage.append(mark);
  previews.hidden = false;

  const place = () => [across, down].map((field) => within(Number(field.value) || 0, 0, 100));
  const show = () => {
    const [x, y] = place();
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    mark.setAttribute("aria-label", `Điểm chính: ${x} % từ trái, ${y} % từ trên. Dời bằng phím mũi tên.`);
    for (const image of previews.querySelectorAll("img")) image.style.objectPosition = `${x}% ${y}%`;
  };
  const move = (x, y) => {
    across.value = Math.round(within(x, 0, 100));
    down.value = Math.round(within(y, 0, 100));
    show();
  };

  stage.addEventListener("click", (event) => {
    if (event.target === mark) return;
    const { left, top, width, height } = stage.getBoundingClientRect();
    move((100 * (event.clientX - left)) / width, (100 * (event.clientY - top)) / height);
    mark.focus();
  });
  follow(mark, stage, place, (x, y, [fromX, fromY]) => move(fromX + x, fromY + y));
  mark.addEventListener("keydown", (event) => {
    const step = arrow(event);
    if (!step) return;
    event.preventDefault();
    const [x, y] = place();
    const far = event.shiftKey ? 10 : 1;
    move(x + step[0] * far, y + step[1] * far);
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  show();
}
