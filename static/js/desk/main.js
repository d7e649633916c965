// The writing desk: what makes the article form (templates/admin/news/article) keep, tell and help.
import { Autosave, clock, device } from "./autosave.js";
import { takeAttachments } from "./attachments.js";
import { countCharacters, offer, showFindings, showOthers } from "./panel.js";
import { Pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { button } from "./rows.js";
import { ask } from "./server.js";
import { listen } from "./shortcuts.js";
import { asFormData, editors, read, set, write } from "./state.js";
import { pressForward } from "./step.js";
import { goTo, takeOverSubmit } from "./submit.js";

const BEAT = 30_000;

const form = document.querySelector("#article_form");
if (form?.dataset.desk !== undefined) CKEDITOR.on("instanceReady", ({ editor }) => editor.name === "id_body" && start(editor));

function start(editor) {
  const state = form.querySelector("[data-status]");
  const show = (kind, sentence) => {
    state.dataset.state = kind;
    state.textContent = sentence;
  };
  const fixes = { "Chuyển sang Unicode": () => toUnicode(editor) };
  let preview = null;
  // What keeps the words comes first: nothing that fails later may stop it.
  const autosave = new Autosave(form, {
    show,
    onAnswer: (answer) => {
      showFindings(form, answer.findings, fixes);
      showOthers(form, answer);
      preview?.reload();
    },
  });
  takeOverSubmit(form, autosave, show);
  show("", "");
  const pictures = new Pictures(form, editor);
  takeAttachments(form);
  preview = new Preview(form, autosave);
  countCharacters(form);
  offerCopies(autosave);
  watchPasting(editor, pictures);
  keepBeating();
  form.addEventListener("desk:undo", ({ detail }) => offer(form, detail.sentence, "Hoàn tác", detail.undo));
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  const press = (name) => form.querySelector(`[type=submit][name=${name}]`)?.click();
  listen(
    {
      "Control+s": () => press("_continue"),
      "Control+Enter": () => pressForward(form),
      "Alt+p": () => document.querySelector("[data-open-preview]").click(),
      "Alt+1": () => goTo(form, "headline"),
      "Alt+2": () => goTo(form, "lead"),
      "Alt+3": () => goTo(form, "body"),
      "Alt+4": () => goTo(form, "pictures"),
      "Alt+5": () => goTo(form, "byline"),
      "Alt+0": () => form.querySelector("[data-findings] button")?.focus(),
    },
    [editor],
  );
  form.dataset.ready = "1";
  if (form.dataset.article) autosave.look();
}

// --- What was typed and never saved ---------------------------------------------------------------
function offerCopies(autosave) {
  for (const copy of device.found(form)) {
    const when = new Date(copy.at);
    const said = `Máy này còn giữ bản viết lúc ${clock(when)} ngày ${when.toLocaleDateString("vi-VN")}, chưa gửi được.`;
    const line = offer(form, said, "Khôi phục", () =>
      restore(copy.content, autosave).then(() => device.drop(copy.name)),
    );
    line.append(button("Bỏ bản này", "", () => {
      device.drop(copy.name);
      line.remove();
    }));
  }
  for (const line of form.querySelectorAll("[data-copy-key]")) {
    const address = `/quan-tri/soan/${line.dataset.copyKey}/`;
    const say = (problem) => (line.querySelector("p").textContent = problem.message);
    const drop = () => ask(`${address}bo/`, {}).then(() => line.remove(), say);
    line.querySelector("[data-drop]").addEventListener("click", drop);
    line.querySelector("[data-restore]").addEventListener("click", async () => {
      const { content } = await ask(`${address}chu/`).catch((problem) => say(problem) && {});
      if (content) await restore(content, autosave).then(drop);
    });
  }
}

// Put a copy into the form, kept under the form's own key; what was there can be taken back.
async function restore(content, autosave) {
  const before = read(form);
  const { copy_key, base_version, ...typed } = content;
  write(form, { ...before, ...typed, base_version: base_version ?? before.base_version });
  for (const name of Object.keys(before)) if (!(name in content)) clear(name);
  offer(form, "Đã khôi phục bản đang viết.", "Trả lại như trước", () => {
    write(form, before);
    autosave.soon(0);
  });
  await autosave.now({ isForced: true });
}

function clear(name) {
  for (const field of [form.elements[name]].flat())
    if (field?.type === "checkbox") field.checked = false;
}

// --- Pasting (js/editor.js does it; here is what concerns the article) ----------------------------
function watchPasting(editor, pictures) {
  document.addEventListener("editor:picture", ({ detail }) => pictures.addFromText(detail.photo));
  document.addEventListener("editor:tidied", ({ detail }) => {
    if (detail.editor !== editor) return;
    for (const note of detail.notes) offer(form, note);
    for (const [name, line, label] of [
      ["byline", detail.byline, "Tác giả"],
      ["source", detail.source, "Nguồn tin"],
    ]) {
      const field = form.elements[name];
      if (line && field && !field.value.trim())
        offer(form, `Dòng cuối “${line}” có phải là ${label.toLowerCase()} không?`, `Chuyển vào ô ${label}`, () => {
          removeLastLine(editor, line);
          set(field, line);
        });
    }
    if (detail.legacy)
      offer(
        form,
        `Phần vừa dán gõ bằng phông cũ ${detail.legacy}: người đọc sẽ không đọc được.`,
        "Chuyển sang Unicode",
        () => toUnicode(editor),
      );
  });
}

function removeLastLine(editor, line) {
  const paragraphs = [...editor.document.$.body.querySelectorAll("p")].filter((one) => one.textContent.trim());
  const last = paragraphs.at(-1);
  if (!last?.textContent.replace(/\s+/g, " ").includes(line)) return;
  editor.fire("saveSnapshot");
  last.remove();
  editor.fire("saveSnapshot");
  editor.fire("change");
}

const TEXT_FIELDS = ["kicker", "headline", "lead", "byline", "dateline", "source"];

async function toUnicode(editor) {
  const fields = TEXT_FIELDS.map((name) => form.elements[name]).filter(Boolean);
  const answer = await ask("/quan-tri/soan-thao/unicode/", {
    html: editor.getData(),
    text: fields.map((field) => field.value),
  });
  const before = read(form);
  fields.forEach((field, place) => field.value !== answer.texts[place] && set(field, answer.texts[place]));
  set(form.elements.body, answer.html);
  offer(form, "Đã chuyển sang Unicode.", "Hoàn tác", () => write(form, before));
}

// --- Who else is here -----------------------------------------------------------------------------
function keepBeating() {
  if (!form.dataset.article) return;
  const about = () => asFormData({ article: [form.dataset.article], key: [form.elements.copy_key.value] });
  const beat = () =>
    ask("/quan-tri/soan/nhip/", about(), { isQuiet: true }).then((news) => showOthers(form, news), () => {});
  beat();
  setInterval(beat, BEAT);
  window.addEventListener("pagehide", () => {
    const data = about();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    navigator.sendBeacon("/quan-tri/soan/roi-trang/", data);
  });
}
