// A page of any width inside a box of another: drawn at its own width, then made smaller.
export const WIDTHS = { phone: 390, desktop: 1280 };

export function fit(frame, stage, width) {
  const scale = Math.min(1, stage.clientWidth / width);
  frame.style.width = `${width}px`;
  frame.style.height = `${stage.clientHeight / scale}px`;
  frame.style.transform = `scale(${scale})`;
}
