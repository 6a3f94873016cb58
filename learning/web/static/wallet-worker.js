// @ts-check
// Keeps the wallet and what was opened from it for when there is no network: only answers that say whose they are.

const HEADER = "Wallet-Of";
const HOME = "/certificates";
const PREFIX = "wallet-";
const PATIENCE = 4000; // ms: a network that is there by name only is no network
const own = /** @type {any} */ (globalThis);

own.addEventListener("install", () => own.skipWaiting());
own.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(own.clients.claim()));

/** Remove what is kept, but for one person. @param {string} [but] */
async function forget(but) {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== but) await caches.delete(name);
}

/** Keep an answer under the name of its person. @param {string} url @param {Response} response */
async function keep(url, response) {
  const name = PREFIX + response.headers.get(HEADER);
  await forget(name);
  await (await caches.open(name)).put(url, response);
}

/** Keep what the network gives, if it may be kept. @param {string} path @param {Response} response */
async function remember(path, response) {
  // The wallet leads elsewhere only when nobody is signed in any more.
  if (path === HOME && (response.redirected || response.type === "opaqueredirect")) await forget();
  else if (response.ok && response.headers.has(HEADER)) await keep(path, response.clone());
  return response;
}

/** What was kept, with a word that the page can read of itself. @param {Response} kept */
function old(kept) {
  const headers = new Headers(kept.headers);
  headers.set("Server-Timing", "kept");
  return new Response(kept.body, { headers });
}

/** @param {Request} request */
async function answer(request) {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname, { ignoreVary: true });
  if (kept && pathname.startsWith("/static/")) return kept;
  const coming = fetch(request).then((response) => remember(pathname, response));
  if (!kept) return coming;
  const late = new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); });
  try {
    const response = /** @type {Response} */ (await Promise.race([coming, late]));
    return response.status < 500 ? response : old(kept);
  } catch {
    coming.catch(() => {});
    return old(kept);
  }
}

own.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method === "GET" && origin === location.origin && (pathname.startsWith("/static/") || pathname.startsWith(HOME))) {
    event.respondWith(answer(event.request));
  }
});
