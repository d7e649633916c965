// Lists the pages that /sw.js kept on this device, newest first.
const PAGES = "pages-1";
const list = document.querySelector("[data-kept]");
const forget = document.querySelector("[data-forget]");
const cache = await globalThis.caches?.open(PAGES);

document.querySelector("[data-offline]").hidden = navigator.onLine && location.pathname === "/ngoai-tuyen/";
await show();
await removeWhatIsGone();

async function show() {
  const pages = await Promise.all((await cache?.keys() ?? []).map(read));
  pages.sort((one, other) => other.at - one.at);
  list.replaceChildren(...pages.map(line));
  document.querySelector("[data-none]").hidden = pages.length > 0;
  forget.hidden = pages.length === 0;
}

async function read(request) {
  const html = await (await cache.match(request, { ignoreVary: true })).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const name = page.querySelector("meta[name='DC.title']")?.content || page.title;
  return { url: request.url, name, at: new Date(page.documentElement.dataset.kept) };
}

function line({ url, name, at }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = name;
  const age = document.createElement("small");
  age.textContent = `Lưu ${ago(at)}, lúc ${at.toLocaleString("vi-VN").replace(/:\d+ /, " ")}`;
  item.append(link, age);
  return item;
}

function ago(at) {
  const minutes = Math.round((at - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat("vi", { numeric: "auto" });
  if (minutes > -1) return "vừa xong";
  if (minutes > -60) return words.format(minutes, "minute");
  if (minutes > -24 * 60) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 60 / 24), "day");
}

// With network again, pages that were withdrawn leave the device.
async function removeWhatIsGone() {
  for (const request of await cache?.keys() ?? []) {
    const answer = await fetch(request.url, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (!answer) return;
    if ([404, 410].includes(answer.status) || answer.type === "opaqueredirect") {
      await cache.delete(request, { ignoreVary: true });
      await show();
    }
  }
}

forget.addEventListener("click", async () => {
  for (const name of await caches.keys()) if (/^(pages|pictures)-/.test(name)) await caches.delete(name);
  location.reload();
});
