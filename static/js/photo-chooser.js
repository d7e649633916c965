// The picture library in the editor's own window: a chosen picture goes back to its dialog.
const library = document.querySelector("[data-chooser]");

library.addEventListener("click", (event) => {
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
});
