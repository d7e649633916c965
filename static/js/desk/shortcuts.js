// Keys for what editors do most. They work in the text too; ? shows them.
const IN_FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]";

const keyOf = ({ key, code }) =>
  code.startsWith("Numpad") ? code : key.length > 1 ? key : key.toLowerCase();

// *keys*: {"Control+s": {label, action}}.
export function listen(keys, editors) {
  const dialog = document.querySelector("[data-shortcuts]");
  const open = () => dialog.open || dialog.showModal();
  for (const opener of document.querySelectorAll("[data-open-shortcuts]")) opener.addEventListener("click", open);
  const onKey = (event) => {
    const name = [
      (event.ctrlKey || event.metaKey) && "Control",
      event.altKey && "Alt",
      event.shiftKey && event.key.length > 1 && "Shift",
      // The row of digits only: Alt with the other digits types characters.
      event.altKey && event.code.startsWith("Digit") ? event.code.slice(5) : keyOf(event),
    ].filter(Boolean).join("+");
    if (name === "?" && !event.target.closest?.(IN_FIELDS) && !event.target.isContentEditable) open();
    else if (keys[name]) keys[name]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", onKey);
  for (const editor of editors) editor.on("contentDom", () => editor.document.$.addEventListener("keydown", onKey));
  for (const editor of editors) editor.document?.$.addEventListener("keydown", onKey);
}
