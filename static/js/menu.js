// The phone's menu opens under its button, and an open menu closes on Escape and on a click elsewhere. Without this
// script the address opens the one (#menu), and their summaries the others.
const menus = [...document.querySelectorAll("[data-menu]")];
const link = document.querySelector(".nav__toggle");
const list = document.getElementById("menu");

if (link && list) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  button.setAttribute("aria-controls", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const isOpen = list.classList.toggle("nav__page--open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
  link.replaceWith(button);
}

function closeAll(except) {
  for (const menu of menus) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeAll(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = menus.find((menu) => menu.open);
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (list?.classList.contains("nav__page--open")) {
    document.querySelector(".nav__toggle").click();
    document.querySelector(".nav__toggle").focus();
  }
});
