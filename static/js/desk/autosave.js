// Nothing is lost: the form is kept on the server a moment after every pause, on the device while
// the network is gone.
import { Offline, ask, token } from "./server.js";
import { isUnfinished } from "./work.js";
import { asFormData, editors, fingerprint, read } from "./state.js";

const PAUSE = 1500;
const LONGEST_WAIT = 8000;
const TRY_AGAIN = 5000;
const KEPT_ON_DEVICE = 30 * 24 * 3600 * 1000;

export class Autosave {
  // *onAnswer* is given every answer of the server; *show* tells the person where the text is.
  constructor(form, { onAnswer, show }) {
    this.form = form;
    this.onAnswer = onAnswer;
    this.show = show;
    this.firstChange = 0;
    this.timer = 0;
    this.running = null;
    this.rebase();
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    for (const editor of editors()) editor.on("change", () => this.soon());
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden && this.beforeLeaving());
    window.addEventListener("pagehide", () => this.beforeLeaving({ isLast: true }));
    window.addEventListener("beforeunload", (event) => {
      if (!this.isLeaving && (this.isDirty || isUnfinished())) event.preventDefault();
    });
  }

  get url() {
    return `/quan-tri/soan/${this.form.elements.copy_key.value}/`;
  }

  // What is in the form now counts as saved.
  rebase() {
    this.saved = this.kept = fingerprint(read(this.form));
  }

  get isDirty() {
    return fingerprint(read(this.form)) !== this.saved;
  }

  soon(delay = PAUSE) {
    if (this.isHeld) return;
    const now = Date.now();
    this.firstChange ||= now;
    clearTimeout(this.timer);
    const left = Math.max(0, this.firstChange + LONGEST_WAIT - now);
    this.timer = setTimeout(() => this.now(), Math.min(delay, left));
  }

  // Keep the form now. One request at a time: the answer to an older text never wins.
  async now({ isForced = false } = {}) {
    clearTimeout(this.timer);
    this.firstChange = 0;
    if (this.running) await this.running.catch(() => {});
    const content = read(this.form);
    const print = fingerprint(content);
    if (this.isHeld || (!isForced && (print === this.kept || isEmpty(content, this.form)))) return;
    this.running = this.send(content, print);
    try {
      await this.running;
    } finally {
      this.running = null;
    }
  }

  // What is missing now? Nothing is kept, and no answer is no harm.
  async look() {
    const data = asFormData({ ...read(this.form), article: [this.form.dataset.article] });
    await ask("/quan-tri/soan/xem-lai/", data).then(this.onAnswer, () => {});
  }

  async send(content, print) {
    this.show("busy", "Đang lưu nháp…");
    const isOnDevice = device.keep(this.form, content);
    try {
      const answer = await ask(this.url, asFormData({ ...content, article: [this.form.dataset.article] }), {
        isQuiet: document.hidden,
      });
      this.kept = print;
      this.hasCopy = true;
      device.forget(this.form);
      if (answer.is_gone)
        this.show("offline", "Bài này đã bị người khác xóa. Chữ của bạn được giữ lại ở trang Thêm bài viết.");
      else this.show("kept", `Đã lưu nháp lúc ${answer.saved_at}`);
      this.onAnswer(answer);
    } catch (problem) {
      if (problem instanceof Offline)
        this.show(
          "offline",
          isOnDevice
            ? `Mất mạng. Bài được giữ trên máy này lúc ${clock()}, sẽ tự gửi khi có mạng.`
            : "Mất mạng, và máy này không giữ được bài. Xin đừng đóng trang.",
        );
      else this.show("offline", `Chưa lưu nháp được: ${problem.message} Bài được giữ trên máy này.`);
      this.timer = setTimeout(() => this.now(), TRY_AGAIN);
    }
  }

  beforeLeaving({ isLast = false } = {}) {
    const content = read(this.form);
    const print = fingerprint(content);
    if (this.isLeaving || this.isHeld) return;
    if (isLast && this.hasCopy && print === this.saved) return this.drop(); // for the preview only
    if (print === this.kept || isEmpty(content, this.form)) return;
    device.keep(this.form, content);
    ask(this.url, asFormData({ ...content, article: [this.form.dataset.article] }), {
      isQuiet: true,
      keepalive: JSON.stringify(content).length < 30_000, // browsers keep no more alive
    }).then(() => device.forget(this.form), () => {});
  }

  drop() {
    const data = asFormData({ csrfmiddlewaretoken: [token()] });
    navigator.sendBeacon(`${this.url}bo/`, data);
  }

  // The article is being saved: a copy made now would outlive it.
  hold(isHeld) {
    this.isHeld = isHeld;
    clearTimeout(this.timer);
  }

  keepHere() {
    device.keep(this.form, read(this.form));
  }

  saveDone() {
    this.rebase();
    this.hasCopy = false;
    device.forget(this.form);
  }

  // The article itself was saved: the copies have done their work.
  finish() {
    this.isLeaving = true;
    clearTimeout(this.timer);
    device.forget(this.form);
  }
}

// A new article in which nobody has written anything is no draft.
function isEmpty(content, form) {
  const words = ["kicker", "headline", "lead", "body", "byline", "source"].map((name) => content[name]?.[0] ?? "");
  const rows = ["pictures", "attachments"].map((name) => content[name]?.[0] ?? "[]");
  return !form.dataset.article && !words.join("").trim() && rows.every((list) => list === "[]");
}

export function clock(moment = new Date()) {
  return moment.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

// Copies on this device, one per open form.
export const device = {
  prefix: (form) => `desk:${form.dataset.user}:${form.dataset.article || "new"}:`,
  name: (form) => device.prefix(form) + form.elements.copy_key.value,
  keep(form, content) {
    try {
      localStorage.setItem(device.name(form), JSON.stringify({ at: Date.now(), content }));
      return true;
    } catch {
      return false; // no room, or storage is switched off
    }
  },
  forget(form) {
    try {
      localStorage.removeItem(device.name(form));
    } catch {
      /* storage is switched off */
    }
  },
  // Copies of this form that were never sent, newest first: [{name, at, content}].
  found(form) {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(device.prefix(form)))
        .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }))
        .filter(({ name, at }) => Date.now() - at < KEPT_ON_DEVICE || device.drop(name))
        .sort((one, other) => other.at - one.at);
    } catch {
      return [];
    }
  },
  drop: (name) => localStorage.removeItem(name),
};
