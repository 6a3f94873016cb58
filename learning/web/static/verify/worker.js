// @ts-check
// Keeps the page that checks certificates for days without a network. The server puts `var PLAN = {…};` in front.
// It never keeps a page with a name on it, and never sees what stands behind # in an address.

/** @typedef {{ name: string, shell: string, files: string[] }} Plan */

const plan = /** @type {Plan} */ (/** @type {any} */ (globalThis).PLAN);
const own = /** @type {any} */ (globalThis);
const PATIENCE = 4000; // ms: a network that is there by name only is no network

own.addEventListener("install", (/** @type {any} */ event) => event.waitUntil((async () => {
  const cache = await caches.open(plan.name);
  await cache.addAll([...plan.files, new Request(plan.shell, { cache: "reload" })]);
  await own.skipWaiting();
})()));

own.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("verify-page-") && name !== plan.name).map((name) => caches.delete(name)));
  await own.clients.claim();
})()));

/** @param {Request} request */
async function page(request) {
  const late = new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); });
  try {
    const response = /** @type {Response} */ (await Promise.race([fetch(request), late]));
    if (response.status < 500) return response;
  } catch { /* no network */ }
  return (await caches.match(plan.shell, { cacheName: plan.name })) ?? fetch(request);
}

own.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (plan.files.includes(url.pathname)) event.respondWith(caches.match(request, { cacheName: plan.name }).then((found) => found ?? fetch(request)));
});
