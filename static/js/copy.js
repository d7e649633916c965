// A button that copies what stands in a box; where the browser forbids it, the box is selected.
for (const button of document.querySelectorAll("[data-copy]"))
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copy);
    const said = document.querySelector("[data-copied]");
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = "Đã chép.";
    } catch {
      said.textContent = "Đã chọn sẵn: xin bấm Ctrl + C để chép.";
    }
  });
