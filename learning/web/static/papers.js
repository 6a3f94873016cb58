/* The grid of a sheet: Enter goes to the next line without a journey to the server; the last one sends them all. */
const grid = document.querySelector("[data-grid]");
const lines = grid ? [...grid.querySelectorAll(".grid-line input")] : [];
grid?.addEventListener("keydown", (event) => {
  const place = lines.indexOf(event.target);
  if (event.key !== "Enter" || place < 0 || event.isComposing) return;
  const next = lines.slice(place + 1).find((line) => !line.value.trim());
  if (!event.target.value.trim() || !next) return;
  event.preventDefault();
  next.focus();
});
