// @ts-check
// Keeps this page and its files on the phone, and says so when what is shown was kept.

const { keeper } = document.body.dataset;
const note = document.querySelector("[data-kept-note]");
const FILES = "link[rel=stylesheet], link[rel=icon], script[src]";

/** Keep the page and its files, as long as there is a network. @param {string} name */
async function keep(name) {
  const files = [...document.querySelectorAll(FILES)].map((each) => each.getAttribute("href") ?? each.getAttribute("src") ?? "");
  const cache = await caches.open(name);
  await cache.addAll([...new Set(files)]);
  const page = await fetch("/certificates");
  if (page.ok && !page.redirected) await cache.put("/certificates", page);
}

/** Say that the page was kept. */
const say = () => { if (note instanceof HTMLElement) note.hidden = false; };

if (keeper && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/certificates/sw.js", { scope: "/certificates" }).catch(() => {});
  if (navigator.onLine) keep(`wallet-${keeper}`).catch(say);
  else say();
}
