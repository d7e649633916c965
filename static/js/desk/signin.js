// The session ended: sign in again in a dialog. The page, and what is written in it, stays.
const LOGIN = "/quan-tri/login/?next=/quan-tri/soan-thao/da-dang-nhap/";
let waiting = null;

// Resolves when somebody has signed in again (*isSignedIn* says so). One dialog for all who ask.
export function signInAgain(isSignedIn) {
  waiting ??= open(isSignedIn).finally(() => (waiting = null));
  return waiting;
}

function open(isSignedIn) {
  const dialog = document.createElement("dialog");
  dialog.className = "desk-dialog desk-signin";
  dialog.setAttribute("aria-labelledby", "desk-signin-title");
  dialog.innerHTML = `
    <h2 id="desk-signin-title">Phiên làm việc đã hết</h2>
    <p>Xin đăng nhập lại. Bài đang viết vẫn còn nguyên.</p>
    <iframe title="Đăng nhập" src="${LOGIN}"></iframe>`;
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.querySelector("iframe").addEventListener("load", async () => {
      if (!(await isSignedIn().catch(() => false))) return;
      dialog.close();
      dialog.remove();
      resolve();
    });
  });
}
