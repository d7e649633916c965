// An open menu closes on Escape and on a click elsewhere; without this script its summary does it.
const menus = [...document.querySelectorAll("[data-menu]")];

function closeAll(except) {
  for (const menu of menus) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeAll(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
