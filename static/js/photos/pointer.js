// Follow a pointer that was pressed on *element*: `onMove` gets how far it went since, in percent
// of *stage*, and what `onStart` returned.
export function follow(element, stage, onStart, onMove) {
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus();
    element.setPointerCapture(event.pointerId);
    const from = [event.clientX, event.clientY];
    const start = onStart();
    const { width, height } = stage.getBoundingClientRect();
    const move = (now) => {
      const [x, y] = [now.clientX - from[0], now.clientY - from[1]];
      onMove((100 * x) / width, (100 * y) / height, start);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", () => element.removeEventListener("pointermove", move), { once: true });
  });
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The direction of an arrow key, or undefined.
export function arrow(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  return STEPS[event.key];
}

export function within(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
