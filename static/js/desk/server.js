// Asking the server while somebody writes: a session that ended or a network that is gone is no
// reason to lose the page. Answers are JSON; every failure is one of three errors.
import { signInAgain } from "./signin.js";

export class Offline extends Error {}

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error ?? "Máy chủ không làm được việc này. Xin thử lại sau.");
    this.status = status;
    this.answer = answer;
  }
}

export function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

export function setToken(value) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = value;
  if (window.CKEDITOR) CKEDITOR.config.fileTools_requestHeaders = { "X-CSRFToken": value };
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {}))
    editor.config.fileTools_requestHeaders = { "X-CSRFToken": value };
}

// The answer to a GET, or to a POST of *data* (FormData or a plain object).
// `isQuiet`: fail with Refused(401) instead of asking the person to sign in.
export async function ask(url, data, { isQuiet = false, keepalive = false } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await request(url, data, keepalive);
    const isSignedOut =
      response.status === 401 || (response.redirected && response.url.includes("/login/"));
    const isForged = response.status === 403 && !isJson(response);
    if (attempt < 2 && isForged && (await refreshToken())) continue;
    if (attempt < 2 && isSignedOut && !isQuiet) {
      await signInAgain(refreshToken);
      continue;
    }
    const answer = isJson(response) ? await response.json() : {};
    if (response.ok && isJson(response)) return answer;
    throw new Refused(isSignedOut || isForged ? 401 : response.status, answer);
  }
}

async function request(url, data, keepalive) {
  const headers = { Accept: "application/json" };
  if (data) headers["X-CSRFToken"] = token();
  try {
    return await fetch(url, { method: data ? "POST" : "GET", body: bodyOf(data), headers, keepalive });
  } catch {
    throw new Offline("Không có mạng.");
  }
}

function bodyOf(data) {
  if (!data) return undefined;
  const body = data instanceof FormData ? data : new FormData();
  if (body !== data)
    for (const [name, values] of Object.entries(data))
      for (const value of [values].flat()) body.append(name, value);
  if (body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token());
  return body;
}

function isJson(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/json");
}

// True when somebody is signed in; their new token is in the form then.
async function refreshToken() {
  const response = await request("/quan-tri/soan-thao/phien/");
  if (!response.ok) return false;
  setToken((await response.json()).token);
  return true;
}

// Send one file with its progress (0 to 1); the answer is JSON as above.
export function sendFile(url, file, onProgress, fields = {}) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("upload", file, file.name);
    const sending = new XMLHttpRequest();
    sending.open("POST", url);
    sending.setRequestHeader("Accept", "application/json");
    sending.setRequestHeader("X-CSRFToken", token());
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    sending.addEventListener("error", () => reject(new Offline("Mất mạng khi đang gửi tệp.")));
    sending.addEventListener("load", () => {
      let answer = null;
      try {
        answer = JSON.parse(sending.responseText);
      } catch {
        answer = null;
      }
      const isLogin = sending.responseURL.includes("/login/");
      if (isLogin || sending.status === 401 || (sending.status === 403 && !answer))
        signInAgain(refreshToken).then(() => sendFile(url, file, onProgress, fields)).then(resolve, reject);
      else if (sending.status === 200 && answer) resolve(answer);
      else
        reject(
          new Refused(sending.status, {
            error:
              answer?.error?.message ??
              answer?.error ??
              (sending.status === 413 ? `“${file.name}”: tệp quá lớn.` : `“${file.name}”: máy chủ không nhận được tệp. Xin thử lại.`),
          }),
        );
    });
    sending.send(form);
  });
}
