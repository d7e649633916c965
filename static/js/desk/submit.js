// Saving without leaving the page: a refusal shows its sentences beside the fields, and nothing of
// what was typed, chosen or scrolled is lost.
import { chooseTexts } from "./conflict.js";
import { Offline, ask } from "./server.js";
import { editors } from "./state.js";
import { confirmStep } from "./step.js";
import { finished, isUnfinished } from "./work.js";

export function takeOverSubmit(form, autosave, show) {
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    try {
      if (!(await confirmStep(form, event.submitter))) return;
      if (isUnfinished()) show("busy", "Đang chờ ảnh, tệp hoặc phần vừa dán…");
      await finished();
      autosave.hold(true);
      if (autosave.running) await autosave.running.catch(() => {});
      await submit(form, event.submitter, autosave, show);
    } catch (problem) {
      autosave.keepHere();
      show("offline", `Chưa lưu được: ${problem.message} Bài được giữ trên máy này; xin bấm lưu lại.`);
    } finally {
      autosave.hold(false);
      delete form.dataset.sending;
      if (!autosave.isLeaving) autosave.soon();
    }
  });
}

// *choice* belongs to this one sending: another failure must not make the form forget that somebody
// else has saved.
async function submit(form, button, autosave, show, choice = {}) {
  for (const editor of editors()) editor.updateElement();
  showErrors(form, {});
  show("busy", "Đang lưu…");
  const data = new FormData(form);
  for (const [name, value] of Object.entries(choice)) data.set(name, value);
  if (button?.name) data.append(button.name, button.value);
  try {
    const answer = await ask(form.action, data);
    if (answer.url || choice.keep_theirs) {
      autosave.finish();
      show("kept", "Đã lưu");
      if (answer.url) location.assign(answer.url);
      else location.reload(); // the form still holds what was not chosen
    } else stay(form, autosave, show, answer);
  } catch (problem) {
    if (problem instanceof Offline) {
      autosave.keepHere();
      show("offline", "Mất mạng, chưa lưu được. Bài được giữ trên máy này; xin bấm lưu lại khi có mạng.");
    } else if (problem.answer?.conflict) {
      show("offline", "Người khác đã lưu bài này trong lúc bạn viết.");
      const theirs = await chooseTexts(problem.answer.conflict);
      if (theirs)
        await submit(form, button, autosave, show, {
          keep_theirs: theirs.join(","),
          base_version: problem.answer.version,
        });
    } else if (problem.answer) {
      showErrors(form, problem.answer.errors ?? { __all__: [problem.message] });
      show("offline", problem.answer.errors ? "Chưa lưu: xin sửa những chỗ được đánh dấu." : "Chưa lưu được.");
    } else throw problem;
  }
}

// Saved, and the editor goes on where they were.
function stay(form, autosave, show, { version, saved_at, messages }) {
  form.elements.base_version.value = version;
  for (const said of ["note", "change_note"]) if (form.elements[said]) form.elements[said].value = "";
  autosave.saveDone();
  show("kept", [`Đã lưu lúc ${saved_at}`, ...messages].join(". "));
}

// *errors*: {name of the field: [sentences]}. The summary takes the focus; the page does not move.
export function showErrors(form, errors) {
  for (const old of form.querySelectorAll(".desk-error")) old.remove();
  for (const marked of form.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  const summary = form.querySelector("[data-errors]");
  summary.replaceChildren();
  summary.hidden = Object.keys(errors).length === 0;
  for (const [name, sentences] of Object.entries(errors)) {
    const row = form.querySelector(`[data-field="${name}"]`);
    for (const sentence of sentences) {
      const line = document.createElement("li");
      if (row) {
        const link = document.createElement("a");
        link.href = `#field-${name}`;
        link.textContent = sentence;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          goTo(form, name);
        });
        line.append(link);
        row.append(errorLine(name, sentence));
        row.querySelector("input:not([type=hidden]), textarea, select")?.setAttribute("aria-invalid", "true");
      } else line.textContent = sentence;
      summary.append(line);
    }
  }
  if (!summary.hidden) summary.focus({ preventScroll: true });
}

function errorLine(name, sentence) {
  const line = document.createElement("p");
  line.className = "desk-error";
  line.textContent = sentence;
  return line;
}

// Bring a field into view and put the cursor in it.
export function goTo(form, name) {
  const row = form.querySelector(`[data-field="${name}"]`);
  if (!row) return;
  row.closest("details")?.setAttribute("open", "");
  row.scrollIntoView({ block: "center" });
  const editor = window.CKEDITOR?.instances[`id_${name}`];
  if (editor) editor.focus();
  else row.querySelector("input:not([type=hidden]), textarea, select, button")?.focus({ preventScroll: true });
}
