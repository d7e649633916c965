// The part of a picture that is cut out: a frame for four numbers (percent of the picture).
import { arrow, follow, within } from "./pointer.js";

const LEAST = 100; // pixels a side; the server refuses less
const CORNERS = { nw: "trên, trái", ne: "trên, phải", sw: "dưới, trái", se: "dưới, phải" };

export function startCrop(form) {
  const part = form.querySelector("[data-crop]");
  if (part) new Crop(part);
}

class Crop {
  constructor(part) {
    this.part = part;
    this.stage = part.querySelector("[data-crop-stage]");
    this.image = this.stage.querySelector("img");
    this.size = { width: Number(this.image.getAttribute("width")), height: Number(this.image.getAttribute("height")) };
    this.least = {
      width: Math.min(100, (100 * LEAST) / this.size.width),
      height: Math.min(100, (100 * LEAST) / this.size.height),
    };
    this.fields = Object.fromEntries(["left", "top", "width", "height"].map((name) => [name, part.querySelector(`[name=crop_${name}]`)]));
    this.shape = 0; // width to height in pixels; 0: free
    this.drawFrame();
    this.listen();
    this.show();
  }

  drawFrame() {
    this.frame = document.createElement("div");
    this.frame.className = "photo-frame";
    this.frame.tabIndex = 0;
    this.frame.setAttribute("role", "group");
    this.frame.setAttribute("aria-label", "Khung cắt. Mũi tên để dời, Shift và mũi tên để đổi cỡ.");
    for (const [corner, name] of Object.entries(CORNERS)) {
      const handle = document.createElement("span");
      handle.className = `photo-frame__corner photo-frame__corner--${corner}`;
      handle.title = `Góc ${name}`;
      handle.tabIndex = -1;
      this.frame.append(handle);
      follow(handle, this.stage, () => this.box(), (x, y, box) => this.pull(corner, x, y, box));
    }
    this.stage.append(this.frame);
    follow(this.frame, this.stage, () => this.box(), (x, y, box) => this.move(box, x, y));
  }

  listen() {
    this.frame.addEventListener("keydown", (event) => {
      const step = arrow(event);
      if (!step) return;
      event.preventDefault();
      const box = this.box();
      if (event.shiftKey) this.pull("se", ...step, box, step[0] ? "width" : "height");
      else this.move(box, ...step);
    });
    for (const field of Object.values(this.fields)) field.addEventListener("input", () => this.show());
    const shapes = this.part.querySelector("[data-shapes]");
    shapes.hidden = false;
    shapes.addEventListener("change", ({ target }) => {
      const [width, height] = target.value.split(":");
      this.shape = height ? width / height : 0;
      if (this.shape) this.fit();
    });
  }

  box() {
    const [left, top, width, height] = Object.values(this.fields).map((field) => Number(field.value) || 0);
    const wide = within(width, this.least.width, 100);
    const high = within(height, this.least.height, 100);
    return { left: within(left, 0, 100 - wide), top: within(top, 0, 100 - high), width: wide, height: high };
  }

  write(box) {
    for (const [name, field] of Object.entries(this.fields)) field.value = Number(box[name].toFixed(2));
    this.show();
  }

  show() {
    const box = this.box();
    for (const [name, value] of Object.entries(box)) this.frame.style[name] = `${value}%`;
    const [width, height] = ["width", "height"].map((side) => Math.round((box[side] * this.size[side]) / 100));
    this.part.querySelector("[data-crop-size]").textContent = `Phần giữ lại: ${width} × ${height} điểm ảnh.`;
  }

  move(box, x, y) {
    const left = within(box.left + x, 0, 100 - box.width);
    const top = within(box.top + y, 0, 100 - box.height);
    this.write({ ...box, left, top });
  }

  // Pull a corner by x and y; the opposite corner stays where it is.
  pull(corner, x, y, box, leading = "width") {
    const isWest = corner.endsWith("w");
    const isNorth = corner.startsWith("n");
    const room = {
      width: isWest ? box.left + box.width : 100 - box.left,
      height: isNorth ? box.top + box.height : 100 - box.top,
    };
    const wanted = { width: box.width + (isWest ? -x : x), height: box.height + (isNorth ? -y : y) };
    const { width, height } = this.shaped(wanted, room, leading);
    this.write({
      left: isWest ? box.left + box.width - width : box.left,
      top: isNorth ? box.top + box.height - height : box.top,
      width,
      height,
    });
  }

  // The size nearest to what is wanted that has the chosen shape and fits into the room.
  shaped(wanted, room, leading) {
    if (!this.shape)
      return {
        width: within(wanted.width, this.least.width, room.width),
        height: within(wanted.height, this.least.height, room.height),
      };
    const rate = (this.shape * this.size.height) / this.size.width; // width to height in percent
    const width = leading === "width" ? wanted.width : wanted.height * rate;
    const least = Math.max(this.least.width, this.least.height * rate);
    const fitting = Math.min(within(width, least, room.width), room.height * rate);
    return { width: fitting, height: fitting / rate };
  }

  // The largest frame of the chosen shape, around the middle of the present one.
  fit() {
    const box = this.box();
    const { width, height } = this.shaped({ width: 100 }, { width: 100, height: 100 }, "width");
    const left = within(box.left + (box.width - width) / 2, 0, 100 - width);
    const top = within(box.top + (box.height - height) / 2, 0, 100 - height);
    this.write({ left, top, width, height });
  }
}
