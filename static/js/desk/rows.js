// A list that is kept as JSON in a hidden field and shown as rows: ordered by drag and by ↑ ↓.
export class Rows {
  // *box* holds the rows, *field* the JSON; *draw(row, change)* returns an element for a row.
  constructor(box, field, draw) {
    Object.assign(this, { box, field, draw, rows: [] });
    this.load();
    field.addEventListener("change", () => this.load()); // somebody restored a copy
  }

  load() {
    if (this.field.value === this.written) return;
    this.rows = JSON.parse(this.field.value || "[]");
    this.written = this.field.value;
    this.show();
  }

  // Write the rows down; *isDrawn* when they look right already (somebody types in one).
  store({ isDrawn = false } = {}) {
    this.written = this.field.value = JSON.stringify(this.rows);
    if (!isDrawn) this.show();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  show() {
    const items = this.rows.map((row, place) => {
      const item = this.draw(row);
      this.makeMovable(item, place);
      return item;
    });
    this.box.replaceChildren(...items);
    this.box.hidden = items.length === 0;
  }

  add(row) {
    this.rows.push(row);
    this.store();
  }

  remove(row) {
    this.rows = this.rows.filter((other) => other !== row);
    this.store();
  }

  move(from, to) {
    if (to < 0 || to >= this.rows.length || from === to) return;
    this.rows.splice(to, 0, ...this.rows.splice(from, 1));
    this.store();
  }

  makeMovable(item, place) {
    const tools = item.querySelector("[data-tools]");
    const grip = document.createElement("span");
    grip.className = "order__grip";
    grip.textContent = "⠿";
    grip.title = "Kéo để đổi chỗ";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", () => (item.draggable = true));
    const step = (label, title, distance) =>
      button(label, `${title}: ${item.dataset.name}`, () => {
        this.move(place, place + distance);
        const moved = this.box.children[place + distance] ?? this.box.children[place];
        moved.querySelector(`[data-step="${distance}"]`).focus();
      }, { step: distance });
    tools.prepend(grip, step("↑", "Chuyển lên", -1), step("↓", "Chuyển xuống", 1));
    item.addEventListener("dragstart", (event) => {
      this.dragged = place;
      event.dataTransfer.effectAllowed = "move";
      item.classList.add("order__dragged");
    });
    item.addEventListener("dragend", () => {
      this.dragged = undefined;
      item.draggable = false;
      item.classList.remove("order__dragged");
    });
    item.addEventListener("dragover", (event) => this.dragged !== undefined && event.preventDefault());
    item.addEventListener("drop", (event) => {
      if (this.dragged === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(this.dragged, place);
    });
  }
}

export function button(label, title, action, data = {}) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "desk-button";
  element.textContent = label;
  if (title && title !== label) element.setAttribute("aria-label", title);
  Object.assign(element.dataset, data);
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
