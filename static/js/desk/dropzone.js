// Files dropped, chosen or pasted, sent two at a time; each has its progress and its own sentence
// when it is refused. The others go on.
import { sendFile } from "./server.js";
import { track } from "./work.js";

const AT_ONCE = 2;

export class Dropzone {
  // *zone* takes drops and holds an <input type=file> and a [data-progress] list.
  constructor(zone, { url, onTaken }) {
    Object.assign(this, { zone, url, onTaken, waiting: [], running: 0, last: null });
    this.list = zone.querySelector("[data-progress]");
    const input = zone.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    zone.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      zone.classList.add("desk-drop--over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("desk-drop--over"));
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("desk-drop--over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  take(files) {
    for (const file of files) {
      const before = this.last;
      const item = { file, line: this.newLine(file), before };
      this.last = track(new Promise((done) => (item.done = done)));
      this.waiting.push(item);
    }
    while (this.running < AT_ONCE && this.waiting.length) this.work();
  }

  async work() {
    this.running += 1;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await this.send(next);
    this.running -= 1;
  }

  // Taken in the order they were dropped, whichever is through first.
  async send({ file, line, before, done }) {
    const bar = line.querySelector("progress");
    try {
      const answer = await sendFile(this.url, file, (done) => {
        if (done < 1) bar.value = done;
        else bar.removeAttribute("value"); // sent; the server is at work
      });
      await before;
      line.remove();
      if (answer.note) this.say(answer.note);
      this.onTaken(answer);
    } catch (problem) {
      line.replaceChildren(problem.message, this.closeButton(line));
      line.className = "desk-drop__problem";
      line.setAttribute("role", "alert");
    } finally {
      await before; // a refusal is told at once, but what comes next waits for what came before
      done();
    }
  }

  newLine(file) {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Đang gửi ${file.name}`);
    line.append(file.name, bar);
    this.list.append(line);
    return line;
  }

  say(sentence) {
    const line = document.createElement("li");
    line.setAttribute("role", "status");
    line.append(sentence, this.closeButton(line));
    this.list.append(line);
  }

  closeButton(line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "desk-button";
    button.textContent = "Đã hiểu";
    button.addEventListener("click", () => line.remove());
    return button;
  }
}
