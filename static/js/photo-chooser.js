// The picture library in a window of the editor's dialog, or in a frame of the article form.
const library = document.querySelector("[data-chooser]");
const chosen = new Set();

if (library.dataset.chooser) library.addEventListener("click", giveToDialog);
else startChoosingMany();

function giveToDialog(event) {
  const choice = event.target.closest("[data-address]");
  if (!choice || !window.opener) return;
  window.opener.CKEDITOR.tools.callFunction(
    Number(library.dataset.chooser),
    choice.dataset.address,
    function () {
      const dialog = this.getDialog();
      const alt = dialog.getContentElement("info", "alt");
      if (alt && !alt.getValue()) alt.setValue(choice.dataset.alt);
    },
  );
  window.close();
}

function startChoosingMany() {
  const take = document.querySelector("[data-take]");
  library.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-photo]");
    if (!choice) return;
    const number = Number(choice.dataset.photo);
    const isChosen = !chosen.delete(number) && Boolean(chosen.add(number));
    choice.setAttribute("aria-pressed", String(isChosen));
    take.disabled = chosen.size === 0;
    take.textContent = chosen.size ? `Thêm ${chosen.size} ảnh vào bài` : "Chọn ảnh để thêm";
  });
  take.addEventListener("click", () =>
    window.parent.postMessage({ chosen: [...chosen] }, location.origin),
  );
}
