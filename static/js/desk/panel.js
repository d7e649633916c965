// What the desk tells while somebody writes: what is missing, who else is here, how long a text is.
import { button } from "./rows.js";
import { goTo } from "./submit.js";

// Sẵn sàng đăng? *findings*: [{level, field, message}] of news.readiness.
export function showFindings(form, findings, fixes = {}) {
  const panel = form.querySelector("[data-findings]");
  const lists = { must: panel.querySelector("[data-must]"), should: panel.querySelector("[data-should]") };
  for (const [level, list] of Object.entries(lists)) {
    const found = findings.filter((finding) => finding.level === level);
    list.replaceChildren(...found.map((finding) => line(form, finding, fixes)));
    list.parentElement.hidden = found.length === 0;
  }
  const musts = findings.filter((finding) => finding.level === "must").length;
  panel.querySelector("[data-verdict]").textContent = musts
    ? `Còn ${musts} việc phải làm trước khi đăng.`
    : findings.length
      ? "Đăng được. Có vài chỗ nên xem lại."
      : "Sẵn sàng đăng.";
  panel.dataset.state = musts ? "must" : findings.length ? "should" : "ready";
}

function line(form, { field, message }, fixes) {
  const item = document.createElement("li");
  const link = button(message, "", () => goTo(form, field));
  link.className = "desk-finding";
  item.append(link);
  const fix = Object.entries(fixes).find(([words]) => message.includes(words));
  if (fix) item.append(button(fix[0], "", fix[1]));
  return item;
}

// Who else has the article open, and whether one of them saved since.
export function showOthers(form, { others, version, saved_by }) {
  const box = form.querySelector("[data-others]");
  const sentences = [];
  if (others?.length) sentences.push(`Cũng đang mở bài này: ${others.join(", ")}.`);
  if (version > Number(form.elements.base_version.value))
    sentences.push(`${saved_by || "Người khác"} vừa lưu một bản mới. Khi bạn lưu, hai bản sẽ hiện cạnh nhau để chọn.`);
  const words = sentences.join(" ");
  if (box.textContent !== words) box.textContent = words;
  box.hidden = !words;
}

// Characters as readers see them: "ế" is one, however it was typed.
export function countCharacters(form) {
  const segmenter = window.Intl?.Segmenter && new Intl.Segmenter("vi", { granularity: "grapheme" });
  for (const counter of form.querySelectorAll("[data-count]")) {
    const field = form.elements[counter.dataset.count];
    const good = Number(counter.dataset.good);
    const show = () => {
      const words = field.value.normalize("NFC");
      const length = [...(segmenter ? segmenter.segment(words) : words)].length;
      counter.textContent = `${length} / ${good} ký tự`;
      counter.classList.toggle("desk-count--over", length > good);
    };
    field.addEventListener("input", show);
    show();
  }
}

// A sentence with one button, until it is pressed or closed.
export function offer(form, sentence, label, action) {
  const box = form.querySelector("[data-offers]");
  const line = document.createElement("div");
  line.className = "desk-offer";
  line.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = sentence;
  line.append(words);
  if (label)
    line.append(
      button(label, "", () => {
        line.remove();
        action();
      }),
    );
  line.append(button("Đóng", `Đóng: ${sentence}`, () => line.remove()));
  box.append(line);
  return line;
}
