// Django's search boxes for related rows have no name of their own: they take their label's.
function nameSelections() {
  for (const box of document.querySelectorAll(".select2-selection")) {
    const select = box.closest(".select2").previousElementSibling;
    const label = select && document.querySelector(`label[for="${select.id}"]`);
    const column = select?.closest("td");
    const heading = column && column.closest("table").tHead.rows[0].cells[column.cellIndex];
    const name = (label ?? heading)?.textContent.trim();
    if (!name) continue;
    for (const part of [box, box.querySelector(".select2-selection__rendered")]) {
      part?.removeAttribute("aria-labelledby"); // it names the box by its value, which may be empty
      part?.setAttribute("aria-label", name.replace(/:$/, ""));
    }
  }
}

window.addEventListener("load", () => setTimeout(nameSelections)); // after jQuery.ready
document.addEventListener("formset:added", () => setTimeout(nameSelections));
