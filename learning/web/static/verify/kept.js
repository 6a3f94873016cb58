// @ts-check
// What this phone keeps so that it can check without a network: the issuer's public keys and the newest lists seen.
import { Tampered, fromBase64url } from "./encoding.js";
import { PURPOSES, readList } from "./lists.js";
import { fits } from "./signature.js";

/** @typedef {import("./encoding.js").Bytes} Bytes */

const CACHE = "verify-kept";
const KEYS = "/verify/keys.json";
const PATIENCE = 15_000; // ms

/** @typedef {Map<string, Bytes>} Keys */
/** @typedef {{ keys: Keys, keysOf: string }} KeysKept the keys, and when they came */

const store = () => ("caches" in globalThis ? caches.open(CACHE) : null);

/** @param {string} address */
const kept = async (address) => (await store())?.match(address);

/** @param {string} purpose @param {number} number */
const listAddress = (purpose, number) => `/status/${purpose}/${number}.jwt`;

/** @param {string} address */
async function fetched(address) {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE);
  const response = await fetch(address, { cache: "no-cache", credentials: "omit", signal: patience.signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** @param {string} text @returns {Promise<Keys>} */
async function readKeys(text) {
  /** @type {Keys} */
  const keys = new Map();
  for (const { id, x } of JSON.parse(text).keys) {
    const key = fromBase64url(x);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
    const name = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (name === id) keys.set(id, key); // a key is known by its own name only
  }
  return keys;
}

/** The keys that came last; none yet: an empty map. */
export async function keptKeys() {
  const response = await kept(KEYS);
  return response ? readKeys(await response.text()) : /** @type {Keys} */ (new Map());
}

/** The newest list seen; null: none was ever fetched, or what is kept can no longer be believed.
 * @param {string} purpose @param {number} number @param {Keys} keys */
export async function keptList(purpose, number, keys) {
  const response = await kept(listAddress(purpose, number));
  if (!response) return null;
  return readList(await response.text(), keys, fits, { purpose, number, now: Infinity }).catch(() => null);
}

/** When the lists of both purposes that are oldest were made; null: some list was never fetched. @param {Keys} keys */
export async function listsOf(keys) {
  const response = await kept("/status");
  if (!response) return null;
  /** @type {import("./lists.js").List[]} */
  const found = [];
  for (const number of (await response.json()).lists) {
    for (const purpose of PURPOSES) {
      const list = await keptList(purpose, number, keys);
      if (!list) return null;
      found.push(list);
    }
  }
  return found.length ? found.reduce((oldest, each) => (each.madeAt < oldest.madeAt ? each : oldest)) : null;
}

/** Fetch one list and keep it, unless a newer one was seen. @param {Cache} cache @param {Keys} keys @param {string} purpose @param {number} number */
async function renew(cache, keys, purpose, number) {
  const address = listAddress(purpose, number);
  const text = await (await fetched(address)).text();
  const list = await readList(text, keys, fits, { purpose, number, now: Date.now() });
  const seen = await keptList(purpose, number, keys);
  if (seen && list.madeAt < seen.madeAt) throw new Tampered("older-list");
  await cache.put(address, new Response(text));
}

/** Fetch the keys and the newest lists. @returns {Promise<string | null>} why a list was refused; null: all came and are kept */
export async function fetchNewest() {
  const cache = await store();
  if (!cache) throw new Error("nothing can be kept");
  const text = await (await fetched(KEYS)).text();
  const keys = await readKeys(text);
  await cache.put(KEYS, new Response(text));
  const lists = await (await fetched("/status")).text();
  let refused = null;
  for (const number of JSON.parse(lists).lists) {
    for (const purpose of PURPOSES) {
      try {
        await renew(cache, keys, purpose, number);
      } catch (error) {
        if (!(error instanceof Tampered)) throw error;
        refused = error.reason;
      }
    }
  }
  await cache.put("/status", new Response(lists));
  return refused;
}
