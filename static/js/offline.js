// What was read stays readable without network (/sw.js), and a copy from the device says it is one.
const { kept } = document.documentElement.dataset;

if (kept) {
  const strip = document.createElement("p");
  strip.className = "kept";
  strip.setAttribute("role", "status");
  const moment = new Date(kept).toLocaleString("vi-VN").replace(/:\d+ /, " ");
  strip.innerHTML = `Bạn đang xem bản lưu trên máy, lúc ${moment}. <a href="/ngoai-tuyen/">Xem các trang đã lưu</a>`;
  document.querySelector(".u-skip").after(strip);
}

if ("serviceWorker" in navigator)
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
