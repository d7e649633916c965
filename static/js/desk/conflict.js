// Two people saved one article: both texts side by side, and a choice for every field.
export function chooseTexts(html) {
  const dialog = document.createElement("dialog");
  dialog.className = "desk-dialog desk-conflict";
  dialog.setAttribute("aria-labelledby", "desk-conflict-title");
  dialog.innerHTML = html; // made by our own template
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    dialog.addEventListener("cancel", () => close(null));
    dialog.querySelector("[data-back]").addEventListener("click", () => close(null));
    dialog.querySelector("[data-save]").addEventListener("click", () => {
      const theirs = [...dialog.querySelectorAll('input[type="radio"][value="theirs"]:checked')];
      close(theirs.map((choice) => choice.dataset.field));
    });
  });
}
