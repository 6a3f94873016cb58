// @ts-check
// The signed statement behind `#` in the address of the square code.
import { Tampered, open } from "./encoding.js";

const LONGEST = 4000;
const ORDER = "s n c v d u t a g i l";
const TEXTS = ["s", "n", "c", "v", "t", "a", "g"];

/** @typedef {{ s: string, n: string, c: string, v: string, d: string, u: string | null, t: string, a: string, g: string, i: number, l: number }} Facts */

/** @param {unknown} text */
const isDay = (text) => {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

/** Read what a statement says, when a key signed it that is believed.
 * @param {string} compact @param {import("./kept.js").Keys} keys @param {Parameters<typeof open>[2]} fits
 * @returns {Promise<{ facts: Facts, keyId: string }>} */
export async function readStatement(compact, keys, fits) {
  if (compact.length > LONGEST) throw new Tampered("too-long");
  const { text, read, keyId } = await open(compact, keys, fits);
  if (Object.keys(read).join(" ") !== ORDER || JSON.stringify(read) !== text) throw new Tampered("not-canonical");
  if (!TEXTS.every((key) => typeof read[key] === "string") || ![read.i, read.l].every((each) => Number.isInteger(each) && each >= 0)) {
    throw new Tampered("strange-facts");
  }
  if (!isDay(read.d) || (read.u !== null && (!isDay(read.u) || read.u < read.d))) throw new Tampered("strange-dates");
  return { facts: /** @type {Facts} */ (read), keyId };
}

/** What a scanned, pasted or typed text leads to: a number, and a statement when there is one. @param {string} text */
export function whatIsMeant(text) {
  const found = /(?:^|\/verify\/)([^/?#]{1,200})(?:\?[^#]*)?(?:#(.*))?$/s.exec(text.trim());
  if (!found) return null;
  const serial = found[1].normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}]/gu, "").toUpperCase();
  const statement = (found[2] ?? "").replace(/\s/g, "");
  return /^[0-9A-Z]{27}$/.test(serial) ? { serial, statement } : null;
}
