// What was read stays readable without network (/sw.js), and a copy from the device says it is one.
const { kept } = document.documentElement.dataset;

if (kept) {
  const strip = document.createElement("p");
  const more = document.createElement("a");
  const moment = new Date(kept).toLocaleString("vi-VN").replace(/:\d+ /, " ");
  strip.className = "kept";
  strip.setAttribute("role", "status");
  more.href = "/ngoai-tuyen/";
  more.textContent = "Xem các trang đã lưu";
  strip.append(`Bạn đang xem bản lưu trên máy, lúc ${moment}. `, more);
  document.querySelector(".u-skip").after(strip);
}

if ("serviceWorker" in navigator)
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
