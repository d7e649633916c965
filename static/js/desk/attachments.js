// Documents that go with the article: sent at once, named and ordered here, saved with the article.
import { Dropzone } from "./dropzone.js";
import { Rows, box, button } from "./rows.js";

export function takeAttachments(form) {
  const zone = form.querySelector("[data-attachments]");
  const rows = new Rows(zone.querySelector("[data-rows]"), form.elements.attachments, (row) => {
    const item = document.createElement("li");
    item.className = "desk-attachment";
    item.dataset.name = row.title;
    const kind = document.createElement("span");
    kind.className = "desk-attachment__kind";
    kind.textContent = `${row.kind.toUpperCase()}, ${size(row.size)}`;
    const tools = document.createElement("div");
    tools.dataset.tools = "";
    tools.append(button("Bỏ", `Bỏ tệp: ${row.title}`, () => remove(row)));
    item.append(box(row, "title", "Tên hiện cho người đọc", () => rows.store(), { longest: 200 }), kind, tools);
    return item;
  });

  function remove(row) {
    const place = rows.remove(row);
    const sentence = `Đã bỏ tệp “${row.title}”. Khi lưu bài, người đọc không mở được tệp này nữa.`;
    const detail = { sentence, undo: () => rows.add(row, place) };
    form.dispatchEvent(new CustomEvent("desk:undo", { detail }));
  }

  const drops = new Dropzone(zone, {
    url: "/quan-tri/soan/tep/",
    onTaken: ({ attachment }) => {
      if (!rows.rows.some((row) => row.file === attachment.file)) rows.add(attachment);
    },
  });
  form.addEventListener("desk:documents", ({ detail }) => drops.take(detail.documents));
}

function size(bytes) {
  const number = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });
  return bytes < 2 ** 20 ? `${number.format(Math.ceil(bytes / 1024))} KB` : `${number.format(bytes / 2 ** 20)} MB`;
}
