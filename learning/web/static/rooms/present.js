// @ts-check
// Screens of a lesson led by keys or a clicker: all of them are on the page, so that a lost network stops nobody.

const body = document.body;
const total = Number(body.dataset.total);
const rtl = document.documentElement.dir === "rtl";
const SMALLEST = 0.6; // of the letters as they are meant
const STEP = 0.04;

/** @param {string} selector @returns {HTMLElement | null} */
const one = (selector) => document.querySelector(selector);
const main = /** @type {HTMLElement} */ (one("main"));
const at = () => Number(body.dataset.at);

/** Make the letters smaller until a screen holds what stands on it. */
function fit() {
  const section = one(`[data-screen="${at()}"]`);
  if (!section || matchMedia("(max-width: 40em)").matches) return;
  section.style.fontSize = "";
  const meant = parseFloat(getComputedStyle(section).fontSize);
  for (let share = 1; share > SMALLEST && main.scrollHeight > main.clientHeight + 1; share -= STEP) {
    section.style.fontSize = `${meant * share}px`;
  }
}

/** @param {number} wanted */
function show(wanted) {
  const number = Math.min(Math.max(1, wanted), total);
  if (number === at()) return;
  document.querySelectorAll("[data-screen]").forEach((section) => {
    /** @type {HTMLElement} */ (section).hidden = Number(/** @type {HTMLElement} */ (section).dataset.screen) !== number;
  });
  body.dataset.at = String(number);
  const url = new URL(location.href);
  url.searchParams.set("screen", String(number));
  history.replaceState(null, "", url);
  const status = one("nav [role=status]");
  if (status) status.textContent = (body.dataset.words ?? "").replace("{number}", String(number)).replace("{total}", String(total));
  one(".back")?.toggleAttribute("aria-disabled", number === 1);
  if (number === 1) one(".back")?.setAttribute("aria-disabled", "true");
  const [next, following, keys] = [one(".next"), one(".following"), one(".keys")];
  if (next) next.hidden = number === total;
  if (following) following.hidden = number !== total;
  if (keys) keys.hidden = number !== 1;
  main.scrollTop = 0;
  fit();
}

const forward = () => show(at() + 1);
const backward = () => show(at() - 1);
/** What clickers and keyboards send. @type {Record<string, (event: KeyboardEvent) => void>} */
const KEYS = {
  ArrowRight: rtl ? backward : forward,
  ArrowLeft: rtl ? forward : backward,
  ArrowDown: forward,
  ArrowUp: backward,
  PageDown: forward,
  PageUp: backward,
  " ": (event) => (event.shiftKey ? backward() : forward()),
  Home: () => show(1),
  End: () => show(total),
  b: dark,
  ".": dark,
  f: () => { document.documentElement.requestFullscreen?.().catch(() => {}); },
  Escape: () => { if (!document.fullscreenElement) one(".end")?.click(); },
};

/** Make the screen dark, or light again. */
function dark() {
  document.documentElement.classList.toggle("dark");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  if (event.key !== "b" && event.key !== ".") document.documentElement.classList.remove("dark");
  act(event);
});
for (const [selector, step] of /** @type {[string, () => void][]} */ ([[".next", forward], [".back", backward]])) {
  one(selector)?.addEventListener("click", (event) => { event.preventDefault(); step(); });
}
addEventListener("resize", fit);
const keys = one(".keys");
if (keys) keys.hidden = at() !== 1;
document.querySelectorAll("img[loading]").forEach((picture) => picture.removeAttribute("loading"));
document.fonts?.ready.then(fit);
fit();
