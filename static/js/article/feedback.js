// Answers "Thông tin này có hữu ích không?" without leaving the article.
const form = document.querySelector("[data-feedback]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [row, said, more] = [".feedback__row", ".feedback__said", ".feedback__more"].map((part) => form.querySelector(part));
  const { name, value } = event.submitter;
  let sentence = "Chưa gửi được. Xin thử lại sau ít phút.";
  try {
    // Where the portal would lead to next is a page of thanks; this one says it here.
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams({ [name]: value }), redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      row.hidden = true;
      more.hidden = value !== "not_useful";
      sentence = "Cảm ơn bạn. Ý kiến của bạn đã được ghi nhận.";
    }
  } catch {
    // No network: the sentence says so.
  }
  said.textContent = sentence;
  said.focus();
});
