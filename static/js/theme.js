// Before anything is drawn: the page as this reader likes it (js/reading.js keeps it on the device).
const CHOICES = { size: ["large", "largest"], leading: ["loose"], theme: ["light", "dark", "contrast"] };
document.documentElement.dataset.scripts = [
  navigator.share && "share",
  navigator.clipboard && "copy",
  window.speechSynthesis && "speak",
]
  .filter(Boolean)
  .join(" ");
try {
  const kept = JSON.parse(localStorage.getItem("reading")) || {};
  for (const name in CHOICES) if (CHOICES[name].includes(kept[name])) document.documentElement.dataset[name] = kept[name];
} catch (error) {
  // A browser that keeps nothing, or something else of that name: the page as it is.
}
