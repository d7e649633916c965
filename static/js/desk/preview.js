// The page as readers will see it, on a phone and on a desk, beside the form.
import { WIDTHS, fit } from "./stage.js";

export class Preview {
  constructor(form, autosave) {
    this.autosave = autosave;
    this.pane = document.querySelector("[data-preview]");
    this.frame = this.pane.querySelector("iframe");
    this.width = "phone";
    for (const choice of this.pane.querySelectorAll("[data-width]"))
      choice.addEventListener("click", () => this.show(choice.dataset.width));
    this.pane.querySelector("[data-close]").addEventListener("click", () => this.close());
    for (const opener of document.querySelectorAll("[data-open-preview]"))
      opener.addEventListener("click", () => this.toggle(opener));
    new ResizeObserver(() => this.fit()).observe(this.pane.querySelector("[data-stage]"));
    this.pane.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  toggle(opener) {
    if (this.isOpen) return this.close();
    this.opener = opener;
    this.pane.hidden = false;
    document.body.classList.add("desk-previewing");
    this.pane.querySelector("[data-close]").focus();
    return this.show(this.width);
  }

  close() {
    this.pane.hidden = true;
    document.body.classList.remove("desk-previewing");
    this.opener?.focus();
  }

  async show(width) {
    this.width = width;
    for (const choice of this.pane.querySelectorAll("[data-width]"))
      choice.setAttribute("aria-pressed", String(choice.dataset.width === width));
    this.pane.classList.toggle("desk-preview--desktop", width === "desktop");
    this.fit();
    await this.autosave.now({ isForced: true });
    this.reload();
  }

  // Scrolled where it was: what one looks at while writing stays in view.
  reload() {
    if (!this.isOpen) return;
    const top = this.frame.contentWindow?.scrollY ?? 0;
    this.frame.addEventListener("load", () => this.frame.contentWindow.scrollTo(0, top), { once: true });
    this.frame.src = `${this.autosave.url}xem/`;
  }

  fit() {
    fit(this.frame, this.pane.querySelector("[data-stage]"), WIDTHS[this.width]);
  }
}
