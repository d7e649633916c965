// Passkeys: what the browser asks of the device, sent with an ordinary form.
const WAYS = { add: add, use: use, "sign-in": signIn };
const isPossible = "credentials" in navigator && "PublicKeyCredential" in window && !isNumeric(location.hostname);

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!isPossible) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-said]");
    said.textContent = "";
    try {
      const credential = await WAYS[form.dataset.passkey](form);
      form.elements.credential.value = JSON.stringify(asJson(credential));
      form.submit();
    } catch (problem) {
      said.textContent =
        problem.name === "InvalidStateError"
          ? "Máy hoặc khóa này đã được thêm rồi."
          : "Chưa dùng được khóa truy cập. Xin thử lại, hoặc dùng cách khác.";
    }
  });
}
for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = isPossible;

// Keys belong to a name; an address of numbers has none.
function isNumeric(host) {
  return /^[\d.]+$/.test(host) || host.startsWith("[");
}

function given() {
  return JSON.parse(document.getElementById("passkey-data").textContent);
}

function add(form) {
  const { publicKey } = given().creation_options;
  const selection = publicKey.authenticatorSelection ?? {};
  const isAlone = form.elements.passwordless.checked;
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...selection,
        ...(isAlone && { residentKey: "required", requireResidentKey: true, userVerification: "required" }),
      },
    },
  });
}

function use() {
  return asked(given().request_options);
}

async function signIn(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return asked((await response.json()).request_options);
}

function asked({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
}

function known(credentials) {
  return (credentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

function asJson(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
