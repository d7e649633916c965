// Saving without leaving the page: a refusal shows its sentences beside the fields, and nothing of
// what was typed, chosen or scrolled is lost.
import { chooseTexts } from "./conflict.js";
import { Offline, Refused, ask } from "./server.js";
import { editors } from "./state.js";

export function takeOverSubmit(form, autosave, show) {
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.dataset.sending) submit(form, event.submitter, autosave, show);
  });
}

async function submit(form, button, autosave, show) {
  form.dataset.sending = "1";
  for (const editor of editors()) editor.updateElement();
  showErrors(form, {});
  show("busy", "Đang lưu…");
  if (autosave.running) await autosave.running.catch(() => {});
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  try {
    const { url } = await ask(form.action, data);
    autosave.finish();
    show("kept", "Đã lưu");
    location.assign(url);
    return;
  } catch (problem) {
    if (problem instanceof Offline) {
      autosave.now();
      show("offline", "Mất mạng, chưa lưu được. Bài được giữ trên máy này; xin bấm lưu lại khi có mạng.");
    } else if (!(problem instanceof Refused)) throw problem;
    else if (problem.answer.conflict) {
      show("offline", "Người khác đã lưu bài này trong lúc bạn viết.");
      const chosen = await chooseTexts(problem.answer.conflict);
      if (chosen) {
        form.elements.keep_theirs.value = chosen.join(",");
        form.elements.base_version.value = problem.answer.version;
        delete form.dataset.sending;
        await submit(form, button, autosave, show);
        form.elements.keep_theirs.value = "";
        return;
      }
    } else {
      showErrors(form, problem.answer.errors ?? { __all__: [problem.message] });
      show("offline", "Chưa lưu: xin sửa những chỗ được đánh dấu.");
    }
  }
  delete form.dataset.sending;
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
