// What the portal adds to CKEditor: pictures go up with the form's own token, and what is pasted is
// tidied by the server (core.richtext), which knows Word, LibreOffice, Google Docs and old pages.
import { Offline, ask, sendFile, setToken, token } from "./desk/server.js";
import { track } from "./desk/work.js";

const PICTURES = "/quan-tri/anh/tai-len/?kieu=dan";
const TIDY = "/quan-tri/soan-thao/dan/";
const FILTERS = ["filter/common.js", "filter/image.js"]; // of CKEditor's plugin pastetools

setToken(token());

CKEDITOR.on("instanceReady", ({ editor }) => {
  setToken(token());
  editor.on("paste", (event) => onPaste(editor, event), null, null, 1);
  editor.on("fileUploadResponse", ({ data }) => tellOfPicture(data.fileLoader.xhr.responseText), null, null, 20);
});

function tellOfPicture(answer) {
  let photo = null;
  try {
    ({ photo } = JSON.parse(answer));
  } catch {
    return; // refused; the editor shows the sentence itself
  }
  if (photo) tell("editor:picture", { photo });
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
}

function onPaste(editor, event) {
  const { dataTransfer, isTidied } = event.data;
  const isOwn = dataTransfer.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_INTERNAL;
  const html = dataTransfer.getData("text/html", true) || asHtml(dataTransfer.getData("text/plain"));
  if (isTidied || isOwn || !html.trim()) return; // files alone are uploaded by the editor's plugin
  event.stop();
  event.cancel();
  const files = Array.from({ length: dataTransfer.getFilesCount() }, (_, place) => dataTransfer.getFile(place));
  const inserting =
    files.length && !hasWords(html) // a picture copied from a web page: its address is no use to us
      ? insertPictures(editor, files)
      : insertTidied(editor, html, dataTransfer.getData("text/rtf", true));
  // Whatever went wrong: better the editor's own filter than nothing. Saving cleans in any case.
  track(inserting.catch(() => editor.fire("paste", { ...event.data, isTidied: true })));
}

function asHtml(words) {
  const escaped = words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped
    .split(/\r?\n\s*/)
    .filter((line) => line.trim())
    .map((line) => `<p>${line}</p>`)
    .join("");
}

function hasWords(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim() !== "";
}

async function insertPictures(editor, files) {
  for (const file of files) {
    const busy = editor.showNotification(`Đang gửi ${file.name}…`, "progress", 0);
    try {
      const { url, photo } = await sendFile(PICTURES, file, (done) => busy.update({ progress: done }));
      editor.insertHtml(`<p><img src="${url}" alt=""></p>`);
      tell("editor:picture", { photo });
    } catch (problem) {
      editor.showNotification(problem.message, "warning", 8000);
    } finally {
      busy.hide();
    }
  }
}

async function insertTidied(editor, source, rtf) {
  const busy = editor.showNotification("Đang dọn phần vừa dán…", "progress", 0);
  const selection = editor.getSelection().createBookmarks2?.(true);
  let tidied;
  try {
    const html = await withPictures(source, rtf, (done) => busy.update({ progress: done }));
    tidied = await ask(TIDY, { html });
  } finally {
    busy.hide();
  }
  if (selection) editor.getSelection().selectBookmarks(selection);
  editor.focus();
  if (isInline(tidied.html)) editor.insertHtml(tidied.html.replace(/^<p>|<\/p>$/g, ""), "html");
  else editor.insertHtml(tidied.html, "html");
  const told = new CustomEvent("editor:tidied", { detail: { editor, ...tidied }, cancelable: true });
  const isShown = !document.dispatchEvent(told);
  if (!isShown && tidied.notes.length) editor.showNotification(tidied.notes.join(" "), "info", 8000);
}

// A few words belong into the paragraph the cursor is in.
function isInline(html) {
  return /^<p>(?:(?!<\/?p[ >])[^])*<\/p>$/.test(html.trim());
}

// Upload the pictures the clipboard holds itself: Word's come as RTF, others as data: addresses.
async function withPictures(html, rtf, onProgress) {
  const held = [...(await fromRtf(html, rtf)), ...fromData(html)];
  let changed = html;
  for (const [place, { address, file }] of held.entries()) {
    try {
      const { url, photo } = await sendFile(PICTURES, file, (done) => onProgress((place + done) / held.length));
      changed = changed.split(address).join(url);
      tell("editor:picture", { photo });
    } catch (problem) {
      if (problem instanceof Offline) throw problem; // a refused one is dropped and said so
    }
  }
  return changed;
}

async function fromRtf(html, rtf) {
  if (!rtf || !/<img[^>]+src="file:/i.test(html)) return [];
  const { plugins } = CKEDITOR;
  const base = plugins.getPath("pastetools");
  await new Promise((done) =>
    plugins.pastetools.loadFilters(FILTERS.map((file) => CKEDITOR.getUrl(base + file)), done),
  );
  const addresses = [...html.matchAll(/<img[^>]+src="(file:[^"]+)"/gi)].map((found) => found[1]);
  const pictures = CKEDITOR.pasteFilters.image.extractFromRtf(rtf);
  if (pictures.length !== addresses.length) return [];
  return addresses.flatMap((address, place) => {
    const { type, hex } = pictures[place];
    return type && hex ? [{ address, file: asFile(fromHex(hex), type, place) }] : [];
  });
}

function fromData(html) {
  const found = [...html.matchAll(/<img[^>]+src="(data:(image\/[a-z]+);base64,([^"]+))"/gi)];
  return found.flatMap(([, address, type, data], place) => {
    try {
      const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
      return [{ address, file: asFile(bytes, type, place) }];
    } catch {
      return []; // broken; the server leaves it out and says so
    }
  });
}

function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function asFile(bytes, type, place) {
  return new File([bytes], `ảnh dán ${place + 1}.${type.split("/")[1]}`, { type });
}
