// Pictures open large over the page, one after the other by keyboard; without scripts their links open them.
const links = [...document.querySelectorAll("a[data-zoom]")];
if (links.length && window.HTMLDialogElement) prepare();

function prepare() {
  const dialog = document.createElement("dialog");
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", "Xem ảnh lớn");
  const image = document.createElement("img");
  image.className = "lightbox__image";
  const words = document.createElement("p");
  words.className = "lightbox__words";
  words.setAttribute("aria-live", "polite");
  let place = 0;
  image.addEventListener("error", () => (words.textContent = `Không mở được ảnh này. ${image.alt}`));

  const show = (step) => {
    place = (place + step + links.length) % links.length;
    const figure = links[place].closest("figure");
    const caption = figure.querySelector("figcaption")?.textContent.trim() ?? "";
    image.src = links[place].href;
    image.alt = figure.querySelector("img").alt;
    words.textContent = links.length > 1 ? `${place + 1}/${links.length} ${caption}` : caption;
  };
  const button = (label, mark, act) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "lightbox__button";
    element.textContent = mark;
    element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };
  const several = links.length > 1;
  const close = button("Đóng", "×", () => dialog.close());
  const bar = document.createElement("div");
  bar.className = "lightbox__bar";
  if (several) bar.append(button("Ảnh trước", "‹", () => show(-1)), button("Ảnh sau", "›", () => show(1)));
  bar.append(close);
  dialog.append(bar, image, words);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && several) show(step);
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => links[place].focus());
  document.body.append(dialog);

  links.forEach((link, number) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      place = number;
      show(0);
      dialog.showModal();
      close.focus();
    }),
  );
}
