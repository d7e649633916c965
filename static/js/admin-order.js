// Rows with an order number are moved by drag or by ↑ ↓. The number stays what is saved.
const ORDER = 'input[name$="order"]';

function rowsOf(body) {
  return [...body.children].filter(
    (row) => row.querySelector(ORDER) && !row.classList.contains("empty-form"),
  );
}

function isBlank(row) {
  if (row.classList.contains("has_original") || !row.closest(".inline-group")) return false;
  return ![...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")]
    .filter((field) => !field.matches(ORDER))
    .some((field) => field.value && field.value !== "phone");
}

function renumber(body) {
  rowsOf(body).forEach((row, place) => {
    if (!isBlank(row)) row.querySelector(ORDER).value = place + 1;
  });
}

function move(row, step) {
  const rows = rowsOf(row.parentElement);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  renumber(row.parentElement);
}

function button(label, title, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "order__move";
  element.textContent = label;
  element.setAttribute("aria-label", title);
  element.title = title;
  element.addEventListener("click", () => {
    action();
    element.focus();
  });
  return element;
}

function prepare(row) {
  const input = row.querySelector(ORDER);
  if (!input || input.dataset.ordered) return;
  input.dataset.ordered = "1";
  input.classList.add("order__number");
  const grip = document.createElement("span");
  grip.className = "order__grip";
  grip.textContent = "⠿";
  grip.title = "Kéo để đổi chỗ";
  grip.setAttribute("aria-hidden", "true");
  grip.addEventListener("pointerdown", () => (row.draggable = true));
  input.before(grip);
  input.after(
    button("↑", "Chuyển lên", () => move(row, -1)),
    button("↓", "Chuyển xuống", () => move(row, 1)),
  );
  row.addEventListener("dragstart", (event) => {
    row.classList.add("order__dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  row.addEventListener("dragend", () => {
    row.draggable = false;
    row.classList.remove("order__dragged");
    renumber(row.parentElement);
  });
  row.addEventListener("dragover", (event) => {
    const dragged = row.parentElement.querySelector(".order__dragged");
    if (!dragged || dragged === row) return;
    event.preventDefault();
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged);
    else row.after(dragged);
  });
}

function prepareAll() {
  for (const input of document.querySelectorAll(`#result_list ${ORDER}, .inline-group ${ORDER}`)) {
    const row = input.closest("tr");
    if (row && !row.classList.contains("empty-form")) prepare(row);
  }
}

document.addEventListener("DOMContentLoaded", prepareAll);
document.addEventListener("formset:added", prepareAll);
document.addEventListener("submit", () => {
  for (const group of document.querySelectorAll(".inline-group tbody")) renumber(group);
});
