// @ts-check
// Helps on top of exercises that work without them: taps on a sketch map.

const REACH = 8; // units of the map, which is 100 wide: half the way to the next place and a thumb's edge more

/** Let a tap on the map tick the nearest place of the list, and say how many are marked. @param {HTMLElement} places */
function map(places) {
  const boxes = [...places.querySelectorAll("input")];
  const spots = [...places.querySelectorAll(".spot")];
  const count = /** @type {HTMLElement} */ (places.querySelector(".count"));
  const tapped = /** @type {HTMLElement | null} */ (places.querySelector(".tapped"));
  const hint = /** @type {HTMLElement | null} */ (places.querySelector(".taps-too"));
  const drawing = places.querySelector("svg");

  const show = () => {
    spots.forEach((spot, place) => spot.classList.toggle("on", boxes[place].checked));
    const marked = boxes.filter((box) => box.checked).length;
    const over = marked > Number(places.dataset.pick);
    const words = (over ? places.dataset.over : places.dataset.marked)?.replace("{marked}", String(marked)) ?? "";
    count.classList.toggle("over", over);
    if (count.textContent !== words) count.textContent = words;
  };

  /** @param {Event} event @param {boolean} on */
  const point = (event, on) => {
    const place = boxes.findIndex((box) => box === event.target);
    if (place >= 0) spots[place]?.classList.toggle("here", on);
  };

  places.addEventListener("change", show);
  addEventListener("pageshow", show); // what the browser filled in again
  show();
  if (!drawing || !tapped || !hint) return;
  places.addEventListener("focusin", (event) => point(event, true));
  places.addEventListener("focusout", (event) => point(event, false));
  drawing.addEventListener("click", (event) => {
    const frame = drawing.getBoundingClientRect();
    const unit = frame.width / 100;
    const away = spots.map((spot) => {
      const [x, y] = ["cx", "cy"].map((name) => Number(spot.querySelector("circle")?.getAttribute(name)) * unit);
      return Math.hypot(event.clientX - frame.left - x, event.clientY - frame.top - y);
    });
    const nearest = Math.min(...away);
    if (nearest > REACH * unit) return;
    const box = boxes[away.indexOf(nearest)];
    box.click();
    const words = [...(box.closest("label")?.children ?? [])].slice(1).map((part) => part.textContent); // its number and text
    tapped.textContent = words.join(". ");
    tapped.hidden = false;
    hint.hidden = true;
  });
  hint.hidden = false;
  drawing.parentElement?.classList.add("taps");
}

/** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".places")).forEach(map);
