// Many photos at once: each is sent with its progress; when all are there the list shows them.
import { Dropzone } from "../desk/dropzone.js";

export function startTaking(zone) {
  const taken = zone.querySelector("[data-taken]");
  const link = zone.querySelector("[data-reload]");
  const drops = new Dropzone(zone, {
    url: "/quan-tri/anh/tai-len/?kieu=kho",
    onTaken: ({ photo }) => {
      taken.append(describe(photo));
      link.hidden = false;
      setTimeout(reloadWhenDone);
    },
  });
  zone.hidden = false;

  // A refusal or a remark is there to be read first; then the link leads on.
  function reloadWhenDone() {
    const isBusy = drops.running || drops.waiting.length || drops.list.children.length;
    if (!isBusy) location.reload();
  }
}

function describe(photo) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = photo.edit_url.split("?")[0];
  link.textContent = `Viết mô tả cho ${photo.name}`;
  const image = new Image(80, 45);
  Object.assign(image, { src: photo.thumb, alt: "" });
  item.append(image, link);
  return item;
}
