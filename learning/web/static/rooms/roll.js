// @ts-check
// The roll of a session in a room: how many are ticked, everybody at once, and a name found among many.

const form = document.getElementById("attendance");
const boxes = () => [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#attendance [name=present]"))];

/** Say how many are ticked. */
function count() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-count]"));
  const ticked = boxes().filter((box) => box.checked).length;
  if (place) place.textContent = (place.dataset.count ?? "").replace("{present}", String(ticked));
}

/** As people type: without case and accents. @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

if (form) {
  form.addEventListener("change", count);
  document.querySelector("[data-everybody]")?.addEventListener("click", (event) => {
    event.preventDefault();
    boxes().forEach((box) => { box.checked = true; });
    count();
  });
  const find = /** @type {HTMLInputElement} */ (document.getElementById("find"));
  /** @type {HTMLElement} */ (find.closest(".find")).hidden = boxes().length < 12;
  find.addEventListener("input", () => {
    const sought = plain(find.value.trim());
    boxes().forEach((box) => {
      const row = /** @type {HTMLElement} */ (box.closest("li"));
      row.hidden = !plain(row.textContent ?? "").includes(sought);
    });
  });
  count();
}
