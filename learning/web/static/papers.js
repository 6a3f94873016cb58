/* The grid of a sheet: Enter goes to the next line at once, and what was typed is kept behind it; the last Enter sends all. */
const grid = document.querySelector("form[data-grid]");
const lines = grid instanceof HTMLFormElement ? [...grid.querySelectorAll(".grid-line input")] : [];

async function keep(form) {
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (reply.status >= 400) form.requestSubmit(); // the page then says what is wrong, beside its line
  } catch {
    // No network just now: the lines stand in the page, and the next Enter sends them again.
  }
}

grid?.addEventListener("keydown", (event) => {
  const place = lines.indexOf(event.target);
  if (event.key !== "Enter" || event.isComposing || place < 0 || !event.target.value.trim()) return;
  const next = lines.find((line) => !line.value.trim());
  if (!next) return;
  event.preventDefault();
  next.focus();
  keep(grid);
});
