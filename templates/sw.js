// What was read stays readable without network (docs/failures.md). {{ version }}
const OWN = "own-{{ version }}", PAGES = "pages-1", PICTURES = "pictures-1", FILES = "files-1";
const MOST = { [PAGES]: 30, [PICTURES]: 60, [FILES]: 90 };
const OFFLINE = "/ngoai-tuyen/";
const NEEDED = [OFFLINE, "/static/css/calm.css", "/static/js/kept.js", "/static/img/logo.svg"];
const PATIENCE = 4000; // with a slow network, when there is a copy
const CLOSED = /^\/(quan-tri|xem-truoc|ban-doc|media\/documents|lien-ket\/[^/]+)\//;
const FLEETING = /^\/(tim-kiem|ngoai-tuyen)\/|\/in\/$/;
const UNCHANGING = /\.[0-9a-f]{12}\.\w+$/;
const AS_IT_IS = { ignoreVary: true };

addEventListener("install", (event) => {
  skipWaiting();
  const requests = NEEDED.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(OWN).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => event.waitUntil(takeOver()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || CLOSED.test(pathname)) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (/^\/static\/(?!admin|ckeditor)/.test(pathname)) event.respondWith(file(event));
  else if (pathname.startsWith("/media/photos/")) event.respondWith(part(event, PICTURES));
});

// The page that brought the worker was read before it was there.
async function takeOver() {
  for (const name of await caches.keys()) if (name !== OWN && !MOST[name]) await caches.delete(name);
  await clients.claim();
  for (const { url } of await clients.matchAll()) {
    if (CLOSED.test(new URL(url).pathname)) continue;
    const html = await keepPage(url, await fetch(url, { cache: "force-cache" }));
    const files = html.matchAll(/="(\/static\/[^"]+\.(?:css|js|woff2|svg))"/g);
    for (const [, path] of files) await keep(FILES, path, await fetch(path));
  }
}

async function page(event) {
  const answer = fetch(event.request);
  event.waitUntil(answer.then((fresh) => keepPage(event.request.url, fresh.clone())).catch(() => {}));
  const kept = await (await caches.open(PAGES)).match(event.request, AS_IT_IS);
  const late = new Promise((resolve) => kept && setTimeout(resolve, PATIENCE, kept));
  try {
    const first = await Promise.race([answer, late]);
    return first.status >= 500 && kept ? kept : first;
  } catch {
    return kept ?? caches.match(OFFLINE);
  }
}

async function file(event) {
  const kept = UNCHANGING.test(event.request.url) && (await caches.match(event.request, AS_IT_IS));
  return kept || part(event, FILES);
}

async function part(event, name) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(name, event.request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(event.request, AS_IT_IS)) ?? Response.error();
  }
}

// A copy says in its own markup when it was made: js/offline.js shows it.
async function keepPage(url, answer) {
  if (!isPublic(answer)) return keep(PAGES, url, answer);
  const { headers } = answer;
  if (!headers.get("Content-Type")?.startsWith("text/html")) return "";
  const html = await answer.text();
  const marked = html.replace("<html", `<html data-kept="${new Date().toISOString()}"`);
  if (!FLEETING.test(new URL(url).pathname)) await keep(PAGES, url, new Response(marked, { headers }));
  return html;
}

// What is gone from the site, or has moved, goes from the device.
async function keep(name, key, answer) {
  const cache = await caches.open(name);
  if (isPublic(answer)) await cache.put(key, answer);
  else if ([404, 410].includes(answer.status) || answer.type === "opaqueredirect") await cache.delete(key, AS_IT_IS);
  for (const old of (await cache.keys()).slice(0, -MOST[name])) await cache.delete(old);
  return "";
}

// Nothing of another host has a status here.
function isPublic({ status, headers }) {
  return status === 200 && !/no-store|private/.test(headers.get("Cache-Control"));
}
