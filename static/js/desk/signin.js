// The session ended: sign in again in a dialog. The page, and what is written in it, stays.
const LOGIN = "/quan-tri/dang-nhap/?next=/quan-tri/soan-thao/da-dang-nhap/";
let waiting = null;

// Resolves when the form's owner has signed in again, or somebody else agreed to go on in their
// place; rejects when put off. *whoIsSignedIn* answers {id, user} or null. One dialog for all.
export function signInAgain(whoIsSignedIn) {
  waiting ??= open(whoIsSignedIn).finally(() => (waiting = null));
  return waiting;
}

function open(whoIsSignedIn) {
  const dialog = document.createElement("dialog");
  dialog.className = "desk-dialog desk-signin";
  dialog.setAttribute("aria-labelledby", "desk-signin-title");
  dialog.innerHTML = `
    <h2 id="desk-signin-title">Phiên làm việc đã hết</h2>
    <p role="status">Xin đăng nhập lại. Bài đang viết vẫn còn nguyên.</p>
    <iframe title="Đăng nhập" src="${LOGIN}"></iframe>
    <p class="desk-dialog__buttons">
      <button class="desk-button" type="button" data-retry>Tải lại ô đăng nhập</button>
      <button class="desk-button" type="button" data-other hidden></button>
      <button class="desk-button" type="button" data-later>Để sau</button>
    </p>`;
  document.body.append(dialog);
  const frame = dialog.querySelector("iframe");
  const other = dialog.querySelector("[data-other]");
  const holder = document.querySelector("[data-user]");
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-retry]").addEventListener("click", () => (frame.src = LOGIN));
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  dialog.showModal();
  return new Promise((resolve, reject) => {
    let isDone = false;
    const done = () => {
      isDone = true;
      dialog.close();
      resolve();
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (!isDone) reject(new PutOff());
    });
    frame.addEventListener("load", async () => {
      const who = await whoIsSignedIn().catch(() => null);
      if (!who) return;
      if (!holder || holder.dataset.user === String(who.id)) return done();
      other.hidden = false;
      other.textContent = `Viết tiếp bằng tài khoản ${who.user}`;
      dialog.querySelector("[role=status]").textContent =
        `Tài khoản vừa đăng nhập là ${who.user}, không phải tài khoản đã mở bài này. Nếu viết tiếp, bài sẽ được lưu dưới tên ${who.user}.`;
      other.onclick = () => {
        holder.dataset.user = who.id;
        done();
      };
      return undefined;
    });
  });
}

// The person signs in later. Until then nothing can be sent.
export class PutOff extends Error {
  constructor() {
    super("Chưa đăng nhập lại.");
  }
}
