// A list that is kept as JSON in a hidden field and shown as rows: ordered by drag and by ↑ ↓.
export class Rows {
  // *box* holds the rows, *field* the JSON; *draw(row)* makes a row's element once, and its
  // `update()` shows what changed since: elements stay, and with them the focus.
  constructor(box, field, draw) {
    Object.assign(this, { box, field, draw, rows: [], items: new Map() });
    this.load();
    field.addEventListener("change", () => this.load()); // somebody restored a copy
  }

  load() {
    if (this.field.value === this.written) return;
    this.rows = JSON.parse(this.field.value || "[]");
    this.written = this.field.value;
    this.items.clear();
    this.box.replaceChildren();
    this.show();
  }

  // Write the rows down and show them.
  store() {
    this.written = this.field.value = JSON.stringify(this.rows);
    this.show();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  show() {
    for (const [row, item] of this.items) {
      if (this.rows.includes(row)) continue;
      item.remove();
      this.items.delete(row);
    }
    this.rows.forEach((row, place) => {
      const item = this.items.get(row) ?? this.make(row);
      if (this.box.children[place] !== item) this.box.insertBefore(item, this.box.children[place] ?? null);
      item.update?.();
    });
    this.box.hidden = this.rows.length === 0;
  }

  make(row) {
    const item = this.draw(row);
    this.items.set(row, item);
    this.makeMovable(item, row);
    return item;
  }

  // Draw a row anew: its picture is another one now.
  redraw(row) {
    this.items.get(row)?.remove();
    this.items.delete(row);
    this.store();
  }

  add(row, place = this.rows.length) {
    this.rows.splice(place, 0, row);
    this.store();
  }

  // The focus goes to the row that takes its place.
  remove(row) {
    const place = this.rows.indexOf(row);
    this.rows.splice(place, 1);
    this.store();
    const next = this.box.children[Math.min(place, this.rows.length - 1)];
    next?.querySelector("input")?.focus();
    return place;
  }

  move(row, to) {
    const from = this.rows.indexOf(row);
    if (to < 0 || to >= this.rows.length || from === to) return;
    this.rows.splice(to, 0, ...this.rows.splice(from, 1));
    this.store();
  }

  makeMovable(item, row) {
    const tools = item.querySelector("[data-tools]");
    const grip = document.createElement("span");
    grip.className = "order__grip";
    grip.textContent = "⠿";
    grip.title = "Kéo để đổi chỗ";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", () => (item.draggable = true));
    const step = (label, title, distance) => {
      const mover = button(label, `${title}: ${item.dataset.name}`, () => {
        this.move(row, this.rows.indexOf(row) + distance);
        mover.focus();
      });
      return mover;
    };
    tools.prepend(grip, step("↑", "Chuyển lên", -1), step("↓", "Chuyển xuống", 1));
    item.addEventListener("dragstart", (event) => {
      this.dragged = row;
      event.dataTransfer.effectAllowed = "move";
      item.classList.add("order__dragged");
    });
    item.addEventListener("dragend", () => {
      this.dragged = undefined;
      item.draggable = false;
      item.classList.remove("order__dragged");
    });
    item.addEventListener("dragover", (event) => this.dragged && event.preventDefault());
    item.addEventListener("drop", (event) => {
      if (!this.dragged) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(this.dragged, this.rows.indexOf(row));
    });
  }
}

export function button(label, title, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "desk-button";
  element.textContent = label;
  if (title && title !== label) element.setAttribute("aria-label", title);
  element.addEventListener("click", action);
  return element;
}

// A labelled box for one word of a row.
export function box(row, name, label, onChange, { type = "text", longest = 300 } = {}) {
  const holder = document.createElement("label");
  holder.className = type === "checkbox" ? "desk-check" : "desk-box";
  const field = document.createElement("input");
  field.type = type;
  field.dataset.part = name;
  if (type === "checkbox") field.checked = row[name];
  else Object.assign(field, { value: row[name] ?? "", maxLength: longest });
  field.addEventListener(type === "checkbox" ? "change" : "input", () => {
    row[name] = type === "checkbox" ? field.checked : field.value;
    onChange(field);
  });
  const words = document.createElement("span");
  words.textContent = label;
  holder.append(...(type === "checkbox" ? [field, words] : [words, field]));
  return holder;
}
