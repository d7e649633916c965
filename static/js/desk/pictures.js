// The pictures of the article in one table: their words, their order, and where each stands.
import { Dropzone } from "./dropzone.js";
import { ask } from "./server.js";
import { Rows, box, button } from "./rows.js";

export class Pictures {
  constructor(form, editor) {
    Object.assign(this, { form, editor });
    this.lead = form.elements.lead_photo;
    const zone = form.querySelector("[data-pictures]");
    this.rows = new Rows(zone.querySelector("[data-rows]"), form.elements.pictures, (row) => this.draw(row));
    this.lead.addEventListener("change", () => this.rows.show());
    this.editor.on("change", () => this.rows.show());
    this.drops = new Dropzone(zone, {
      url: "/quan-tri/anh/tai-len/?kieu=bang",
      onTaken: ({ photo }) => this.add(photo),
    });
    zone.querySelector("[data-library]").addEventListener("click", () => this.openLibrary());
    window.addEventListener("message", (event) => this.onMessage(event));
    document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    document.addEventListener("drop", (event) => this.onDrop(event));
    document.addEventListener("paste", (event) => this.onPaste(event));
  }

  // A picture that was dropped or chosen: the first leads the article, the others stand below it.
  add(photo) {
    if (this.rowOf(photo.photo)) return;
    const isLead = !this.lead.value;
    if (isLead) this.lead.value = photo.photo;
    this.rows.add({ ...photo, is_in_gallery: !isLead });
  }

  // A picture that was put into the text by the editor itself; the page does not show it twice.
  addFromText(photo) {
    this.lead.value ||= photo.photo;
    if (!this.rowOf(photo.photo)) this.rows.add({ ...photo, is_in_gallery: false });
  }

  rowOf(number) {
    return this.rows.rows.find((row) => row.photo === number);
  }

  draw(row) {
    const item = document.createElement("li");
    item.className = "desk-picture";
    item.dataset.name = row.caption || row.file_name || `Ảnh ${row.photo}`;
    item.dataset.photo = row.photo;
    item.setAttribute("aria-label", item.dataset.name);
    const image = new Image(160, 90);
    Object.assign(image, { src: row.thumb, alt: "", loading: "lazy", className: "desk-picture__thumb" });
    const words = document.createElement("div");
    words.className = "desk-picture__words";
    const typed = () => this.rows.store();
    const part = (name, label, options, onChange = typed) => box(row, name, label, onChange, options);
    words.append(
      part("alt", "Mô tả: trong ảnh có gì?", {}, (field) => this.onAlt(row, field)),
      part("is_decorative", "Ảnh trang trí, không cần mô tả", { type: "checkbox" }, () => {
        if (row.is_decorative) row.alt = "";
        this.rows.store();
      }),
      part("caption", "Chú thích dưới ảnh"),
      part("credit", "Nguồn ảnh", { longest: 120 }),
    );
    const places = document.createElement("div");
    places.className = "desk-picture__places";
    places.append(this.leadChoice(row), part("is_in_gallery", "Bộ ảnh cuối bài", { type: "checkbox" }));
    const inText = document.createElement("span");
    inText.className = "desk-picture__in-text";
    inText.textContent = "Đang ở trong bài";
    places.append(inText);
    const tools = document.createElement("div");
    tools.className = "desk-picture__tools";
    tools.dataset.tools = "";
    const name = item.dataset.name;
    tools.append(
      button("Chèn vào bài", `Chèn vào bài: ${name}`, () => this.insert(row)),
      button("Cắt, thay ảnh", `Cắt, thay ảnh: ${name}`, () => this.openPhoto(row)),
      button("Bỏ", `Bỏ khỏi bài: ${name}`, () => this.remove(row)),
    );
    item.append(image, words, places, tools);
    const field = (name) => item.querySelector(`[data-part="${name}"]`);
    item.update = () => {
      field("lead").checked = Number(this.lead.value) === row.photo;
      field("is_in_gallery").checked = row.is_in_gallery;
      field("is_decorative").checked = row.is_decorative;
      field("alt").disabled = row.is_decorative;
      if (field("alt").value !== row.alt) field("alt").value = row.alt;
      inText.hidden = !this.isInText(row);
    };
    return item;
  }

  leadChoice(row) {
    const label = document.createElement("label");
    label.className = "desk-check";
    const choice = document.createElement("input");
    choice.type = "checkbox";
    choice.dataset.part = "lead";
    choice.addEventListener("change", () => {
      this.lead.value = choice.checked ? row.photo : "";
      if (choice.checked) row.is_in_gallery = false;
      this.rows.store();
    });
    label.append(choice, "Ảnh chính");
    return label;
  }

  // The description follows into the text, where it was the same or missing.
  onAlt(row, field) {
    const before = field.dataset.before ?? field.defaultValue;
    for (const image of this.imagesOf(row))
      if (!image.getAttribute("alt") || image.getAttribute("alt") === before) image.setAttribute("alt", row.alt);
    field.dataset.before = row.alt;
    this.rows.store();
  }

  imagesOf(row) {
    const folder = row.url.slice(0, row.url.lastIndexOf("/") + 1);
    const images = this.editor.document?.$.querySelectorAll("img") ?? [];
    return [...images].filter((image) => image.getAttribute("src")?.includes(folder));
  }

  isInText(row) {
    return this.imagesOf(row).length > 0;
  }

  insert(row) {
    const image = document.createElement("img");
    image.setAttribute("src", row.url);
    image.setAttribute("alt", row.is_decorative ? "" : row.alt);
    const words = [row.caption, row.credit].filter(Boolean).join(" · ");
    const figure = document.createElement("figure");
    figure.className = "picture";
    const caption = document.createElement("figcaption");
    caption.textContent = words;
    figure.append(image.cloneNode(), caption);
    this.editor.focus();
    this.editor.insertHtml((words ? figure : image).outerHTML);
    row.is_in_gallery = false;
    this.rows.store();
  }

  remove(row) {
    const isLead = Number(this.lead.value) === row.photo;
    if (isLead) this.lead.value = "";
    const place = this.rows.remove(row);
    const sentence = `Đã bỏ ảnh “${row.caption || row.file_name}” khỏi danh sách; ảnh vẫn còn trong kho.`;
    const undo = () => {
      if (isLead) this.lead.value = row.photo;
      this.rows.add(row, place);
    };
    this.form.dispatchEvent(new CustomEvent("desk:undo", { detail: { sentence, undo } }));
  }

  openLibrary() {
    this.openFrame("Chọn ảnh trong kho", "/quan-tri/anh/chon/?kieu=bang");
  }

  openPhoto(row) {
    this.openFrame("Cắt, thay ảnh", row.edit_url, async () => {
      const photo = await this.fetchPhoto(row.photo);
      if (!photo) return;
      const old = row.url.slice(0, row.url.lastIndexOf("/") + 1);
      for (const image of this.imagesOf(row)) this.replaceImage(image, photo);
      const { alt, caption, credit, is_decorative } = photo;
      Object.assign(row, photo, { is_in_gallery: row.is_in_gallery, alt, credit, is_decorative, caption: row.caption || caption });
      this.rows.redraw(row);
      if (!row.url.startsWith(old)) this.editor.fire("change");
    });
  }

  // The editor keeps a picture's address in its widget too, and gives that one when asked.
  replaceImage(image, photo) {
    const widget = this.editor.widgets.getByElement(new CKEDITOR.dom.element(image));
    image.setAttribute("src", photo.url);
    image.setAttribute("data-cke-saved-src", photo.url);
    image.removeAttribute("width");
    image.removeAttribute("height");
    widget?.setData({ src: photo.url, width: "", height: "" });
  }

  openFrame(title, address, onClose = () => {}) {
    const dialog = document.createElement("dialog");
    dialog.className = "desk-dialog desk-frame";
    const head = document.createElement("h2");
    head.textContent = title;
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address, title });
    dialog.append(head, button("Xong", `Xong: ${title}`, () => dialog.close()), frame);
    dialog.addEventListener("close", () => {
      dialog.remove();
      onClose();
    });
    document.body.append(dialog);
    dialog.showModal();
    this.frame = dialog;
  }

  // A picture on the clipboard, wherever one stands in the form. Words that come with a picture of
  // themselves (Word, Excel) are words.
  onPaste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.drops.take([...files]);
  }

  // Beside the zones: better taken than opened by the browser in place of the page.
  onDrop(event) {
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    const isPicture = (file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name);
    this.drops.take(files.filter(isPicture));
    const documents = files.filter((file) => !isPicture(file));
    if (documents.length) this.form.dispatchEvent(new CustomEvent("desk:documents", { detail: { documents } }));
  }

  onMessage(event) {
    if (event.origin !== location.origin || !event.data?.chosen) return;
    this.frame?.close();
    for (const number of event.data.chosen)
      this.fetchPhoto(number).then((photo) => photo && this.add(photo));
  }

  // A picture of the library as it is now; null, and said so, when it cannot be had.
  async fetchPhoto(number) {
    try {
      return (await ask(`/quan-tri/anh/${number}/`)).photo;
    } catch (problem) {
      this.drops.say(problem.message);
      return null;
    }
  }
}

const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");
