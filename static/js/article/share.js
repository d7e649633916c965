// Handing an article on: by the device's own share sheet, or as its address.
const told = document.querySelector("[data-told]");
const address = document.querySelector("link[rel=canonical]").href;

const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  share.addEventListener("click", () => {
    // Closing the sheet is no error.
    navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(() => {});
  });
}

const copy = document.querySelector("[data-copy-address]");
if (copy && navigator.clipboard) {
  const label = copy.querySelector("[data-label]");
  const words = label.textContent;
  const say = (sentence) => {
    told.textContent = label.textContent = sentence;
    setTimeout(() => (label.textContent = words), 3000);
  };
  copy.addEventListener("click", () =>
    navigator.clipboard.writeText(address).then(
      () => say("Đã chép địa chỉ"),
      () => say("Trình duyệt không cho chép"),
    ),
  );
}
