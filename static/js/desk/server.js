// Asking the server while somebody writes: a session that ended or a network that is gone is no
// reason to lose the page. Answers are JSON; every failure is one of two errors.
import { signInAgain } from "./signin.js";

const LOGIN = "/quan-tri/dang-nhap/";

export class Offline extends Error {}

export class Refused extends Error {
  constructor(status, answer) {
    super(sentenceOf(status, answer));
    this.status = status;
    this.answer = answer;
  }
}

function sentenceOf(status, answer) {
  const said = answer.error?.message ?? answer.error;
  if (said) return said;
  if (status === 413 || status === 400) return "Máy chủ không nhận được: phần gửi lên quá lớn.";
  if (status === 404) return "Bài này đã bị xóa hoặc bạn không còn quyền sửa.";
  return "Máy chủ không làm được việc này. Xin thử lại sau.";
}

export function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

export function setToken(value) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = value;
  const headers = { "X-CSRFToken": value };
  if (window.CKEDITOR) CKEDITOR.config.fileTools_requestHeaders = headers;
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {}))
    editor.config.fileTools_requestHeaders = headers;
}

// The answer to a GET, or to a POST of *data* (FormData or a plain object).
// `isQuiet`: fail with Refused(401) instead of asking the person to sign in.
export function ask(url, data, { isQuiet = false, keepalive = false } = {}) {
  return settled(() => viaFetch(url, data, keepalive), isQuiet);
}

// Send one file with its progress (0 to 1).
export function sendFile(url, file, onProgress, fields = {}) {
  return settled(() => viaRequest(url, file, onProgress, fields), false);
}

// Try; when the session has ended sign in, when the token is old take the new one, and try again.
async function settled(send, isQuiet) {
  for (let attempt = 0; ; attempt += 1) {
    const { status, address, answer } = await send();
    if (status === 200 && answer) return answer;
    const isForged = status === 403 && !answer;
    const isSignedOut = status === 401 || (address.includes(LOGIN) && !answer);
    if (attempt === 2) throw new Refused(status, answer ?? {});
    if (isForged && (await isSignedIn())) continue;
    if (isQuiet && (isForged || isSignedOut)) throw new Refused(401, answer ?? {});
    if (!isForged && !isSignedOut) throw new Refused(address.includes(LOGIN) ? 401 : status, answer ?? {});
    await signInAgain(whoIsSignedIn);
  }
}

async function viaFetch(url, data, keepalive) {
  const headers = { Accept: "application/json" };
  if (data) headers["X-CSRFToken"] = token();
  try {
    const body = bodyOf(data);
    const response = await fetch(url, { method: data ? "POST" : "GET", body, headers, keepalive });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    const answer = isJson ? await response.json() : null;
    return { status: response.ok && !isJson ? 404 : response.status, address: response.url, answer };
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

function viaRequest(url, file, onProgress, fields) {
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
    sending.addEventListener("error", () => reject(new Offline(`“${file.name}”: mất mạng khi đang gửi.`)));
    sending.addEventListener("load", () =>
      resolve({ status: sending.status, address: sending.responseURL, answer: parsed(sending.responseText) }),
    );
    sending.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Who is signed in ({id, user}); null for nobody. Their new token is in the form then.
async function whoIsSignedIn() {
  const { status, answer } = await viaFetch("/quan-tri/soan-thao/phien/");
  if (status !== 200 || !answer) return null;
  setToken(answer.token);
  return answer;
}

// Whether it is still the person who opened the form.
async function isSignedIn() {
  const who = await whoIsSignedIn();
  const owner = document.querySelector("[data-user]")?.dataset.user;
  return Boolean(who) && (!owner || String(who.id) === owner);
}
