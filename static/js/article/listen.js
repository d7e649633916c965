// Reads the article aloud with the device's own Vietnamese voice, marking the paragraph being read. Devices without
// such a voice never show the button.
const BLOCKS = "h1, p, h2, h3, h4, li, th, td, figcaption";
const LONGEST = 180; // letters: some browsers fall silent in longer pieces
const button = document.querySelector("[data-listen]");
const speech = window.speechSynthesis;

if (button && speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", stop);
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
}

function vietnamese() {
  return speech.getVoices().find((voice) => /^vi\b|^vi_/i.test(voice.lang));
}

function offer() {
  button.hidden = !vietnamese();
}

function start() {
  const article = button.closest("article");
  const blocks = [article.querySelector("h1"), ...article.querySelectorAll(`[data-text] :is(${BLOCKS})`)].filter(
    (block) => !block.querySelector(BLOCKS) && block.textContent.trim(),
  );
  speech.cancel();
  show(true);
  const pieces = blocks.flatMap((block) => sentences(block.textContent).map((words) => [block, words]));
  read(pieces, 0);
}

function read(pieces, place) {
  const [block, words] = pieces[place] ?? [];
  mark(block);
  if (!block) return stop();
  const piece = new SpeechSynthesisUtterance(words);
  piece.voice = vietnamese();
  piece.lang = "vi-VN";
  piece.onend = () => isReading() && read(pieces, place + 1);
  piece.onerror = () => isReading() && stop();
  return speech.speak(piece);
}

// Whole sentences, or pieces of them cut at a comma or a space.
function sentences(text) {
  const pieces = [];
  // A mark inside a number or a time ("1.477", "16:48") ends nothing.
  for (const sentence of text.replace(/\s+/g, " ").trim().replace(/([.!?…;:]) /g, "$1\n").split("\n")) {
    let rest = sentence;
    while (rest.length > LONGEST) {
      const part = rest.slice(0, LONGEST);
      const cut = Math.max(part.lastIndexOf(", ") + 1, 0) || part.lastIndexOf(" ") || LONGEST;
      pieces.push(rest.slice(0, cut));
      rest = rest.slice(cut).trim();
    }
    if (rest) pieces.push(rest);
  }
  return pieces;
}

function mark(block) {
  for (const read of document.querySelectorAll(".is-read-aloud")) read.classList.remove("is-read-aloud");
  block?.classList.add("is-read-aloud");
  block?.scrollIntoView({ block: "nearest" });
}

function isReading() {
  return button.getAttribute("aria-pressed") === "true";
}

function stop() {
  show(false);
  speech.cancel();
  mark(null);
}

function show(isOn) {
  button.setAttribute("aria-pressed", String(isOn));
  button.querySelector("[data-label]").textContent = isOn ? "Dừng đọc" : "Nghe bài";
}
