// Tells of an error without leaving the article: the portal's own form in a window, with the words
// that were selected. Where anything fails, the link leads to the form's page.
const links = document.querySelectorAll("[data-report]");
const button = document.querySelector("[data-report-selected]");
const way = button?.previousElementSibling; // the link that is always there
const text = button?.closest("article");
const LONGEST = 500;
let quote = "";
let later;

function follow() {
  const selection = getSelection();
  const inside = selection.rangeCount && text.contains(selection.getRangeAt(0).commonAncestorContainer);
  quote = inside ? selection.toString().trim() : "";
  button.hidden = !quote || quote.length > LONGEST;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

const formIn = (page) => new DOMParser().parseFromString(page, "text/html").querySelector("[data-report-form]");

async function open(address, opener) {
  const words = quote.slice(0, LONGEST);
  let form = document.adoptNode(formIn(await (await fetch(address)).text()));
  const dialog = make("dialog", { className: "report-dialog", ariaLabel: "Báo lỗi nội dung" });
  const said = make("p", { className: "report-dialog__said", tabIndex: -1 });
  const close = make("button", { className: "button button--quiet", type: "button", textContent: "Đóng" });
  said.setAttribute("role", "status");
  form.elements.quote.value = words;
  dialog.append(make("h2", { textContent: "Báo lỗi nội dung" }), said, form, close);
  document.body.append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    (opener.hidden ? way : opener).focus({ preventScroll: true });
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      const again = answer.type === "opaqueredirect" ? null : formIn(await answer.text());
      if (again) {
        form.replaceWith(again);
        form = again;
        form.elements.quote.focus();
      } else if (answer.type === "opaqueredirect") {
        form.remove();
        said.textContent = "Cảm ơn bạn. Ban biên tập sẽ xem lại chỗ này.";
        close.focus();
      } else throw answer.status;
    } catch {
      said.textContent = "Chưa gửi được. Xin thử lại sau ít phút.";
      said.focus();
    }
  });
  dialog.showModal();
  form.elements[words ? "suggestion" : "quote"].focus();
}

function openFrom(event, address, opener) {
  event.preventDefault();
  open(address, opener).catch(() => location.assign(address));
}

if (text && globalThis.HTMLDialogElement) {
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) openFrom(event, link.href, link);
    });
  }
  button.addEventListener("mousedown", (event) => event.preventDefault()); // which would deselect
  button.addEventListener("click", (event) => openFrom(event, way.href, button));
  document.addEventListener("selectionchange", () => {
    clearTimeout(later);
    later = setTimeout(follow, 250);
  });
}
