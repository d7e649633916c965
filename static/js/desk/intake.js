// A Word file becomes a draft: send it, show its progress, ask about old fonts, go to the draft.
import { sendFile } from "./server.js";

const form = document.querySelector("[data-intake]");
const input = form.querySelector("input[type=file]");
const bar = form.querySelector("progress");
const problem = form.querySelector("[data-problem]");
const question = form.querySelector("[data-question]");
const chosen = form.querySelector("[data-chosen]");
const zone = form.querySelector("[data-zone]");
let file = null;

function take(one) {
  file = one ?? null;
  chosen.textContent = file ? file.name : "";
  problem.hidden = question.hidden = true;
}

function refuse(sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
}

async function send(legacy = "") {
  if (!file) return refuse("Xin chọn một tệp Word (.docx).");
  problem.hidden = question.hidden = true;
  bar.hidden = false;
  chosen.textContent = `Đang gửi ${file.name}…`;
  try {
    const answer = await sendFile(form.action || location.href, file, onProgress, {
      section: form.elements.section.value,
      legacy,
    });
    if (answer.url) return location.assign(answer.url);
    ask(answer.question);
  } catch (trouble) {
    refuse(trouble.message);
  }
  bar.hidden = true;
  chosen.textContent = file.name;
  return undefined;
}

function onProgress(done) {
  if (done < 1) bar.value = done;
  else {
    bar.removeAttribute("value");
    chosen.textContent = `Đang đọc ${file.name}: tách ảnh, bảng, đề mục…`;
  }
}

function ask({ font, before, after }) {
  question.querySelector("[data-font]").textContent = font;
  question.querySelector("[data-before]").textContent = before;
  question.querySelector("[data-after]").textContent = after;
  question.hidden = false;
  question.focus();
}

input.addEventListener("change", () => take(input.files[0]));
zone.addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.classList.add("desk-drop--over");
});
zone.addEventListener("dragleave", () => zone.classList.remove("desk-drop--over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  zone.classList.remove("desk-drop--over");
  take(event.dataTransfer.files[0]);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
for (const answer of form.querySelectorAll("[data-answer]"))
  answer.addEventListener("click", () => send(answer.dataset.answer));
