// @ts-check
// Keeps this page and its files on the phone; says so when it is done, and when what is shown was kept.

const { keeper } = document.body.dataset;
const HOME = "/certificates";
const FILES = "link[rel=stylesheet], link[rel=icon], script[src]";

/** Keep the page and its files, as long as there is a network. @param {string} name */
async function keep(name) {
  const files = [...document.querySelectorAll(FILES)].map((each) => each.getAttribute("href") ?? each.getAttribute("src") ?? "");
  const cache = await caches.open(name);
  await cache.addAll([...new Set(files)]);
  const page = await fetch(HOME);
  if (page.ok && !page.redirected) await cache.put(HOME, page);
}

/** Show a sentence of the page that was not true before. @param {string} which */
function say(which) {
  const sentence = document.querySelector(which);
  if (sentence instanceof HTMLElement) sentence.hidden = false;
}

/** Whether this page was kept: its worker says so. A network by name only passes for one everywhere else. */
function isOld() {
  const [shown] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return shown?.serverTiming?.some(({ name }) => name === "kept") || !navigator.onLine;
}

/** Promise the page for later once the phone has it, and a worker that shows it. @param {string} name */
async function promise(name) {
  await navigator.serviceWorker.ready;
  if (await caches.match(HOME, { cacheName: name, ignoreVary: true })) say("[data-kept-promise]");
}

if (keeper && "serviceWorker" in navigator) {
  const name = `wallet-${keeper}`;
  navigator.serviceWorker.register("/certificates/sw.js", { scope: HOME }).catch(() => {});
  const old = isOld();
  if (old) say("[data-kept-note]");
  (old ? Promise.resolve() : keep(name)).catch(() => {}).then(() => promise(name)).catch(() => {});
}
