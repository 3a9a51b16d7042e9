// A USB or Bluetooth reader types very fast and ends with Enter; what is typed into a field is left to the field.

const READER_MS = 500;
const SHORTEST = 8;

export function reader(onCode) {
  let typed = "";
  let typedAt = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = performance.now();
    if (now - typedAt > READER_MS) typed = "";
    typedAt = now;
    if (event.key.length === 1) typed += event.key;
    else if (event.key === "Enter" && typed.length >= SHORTEST) {
      event.preventDefault();
      const code = typed;
      typed = "";
      onCode(code);
    }
  });
  document.documentElement.dataset.reader = "ready"; // what is typed before this is lost
}
