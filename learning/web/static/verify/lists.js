// @ts-check
// Status lists: which certificates were revoked or replaced, signed by the issuer, with the day and the reason.
import { Tampered, fromBase64url, open } from "./encoding.js";

/** @typedef {import("./encoding.js").Bytes} Bytes */

const ENTRIES = 131072;
const LONGEST = 12_000_000;
const DAY = 86_400_000;
export const PURPOSES = /** @type {const} */ (["revocation", "refresh"]);

/** @typedef {{ madeAt: string, until: string, bits: Bytes | null, changes: Record<string, [string, string]> }} List */

/** Whether this browser can unpack a list. */
export const canUnpack = () => "DecompressionStream" in globalThis;

/** @param {string} encoded */
async function unpack(encoded) {
  if (typeof encoded !== "string" || encoded[0] !== "u") throw new Tampered("not-canonical");
  const packed = fromBase64url(encoded.slice(1));
  const bits = new Uint8Array(ENTRIES / 8);
  let length = 0;
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > bits.length) throw new Tampered("strange-list"); // what would grow without end is not unpacked
      bits.set(part.value, length - part.value.length);
    }
  } catch (error) {
    throw error instanceof Tampered ? error : new Tampered("unreadable");
  }
  if (length !== bits.length) throw new Tampered("strange-list");
  return bits;
}

/** @param {Bytes} bits */
const count = (bits) => bits.reduce((total, byte) => {
  let ones = total;
  for (let left = byte; left; left &= left - 1) ones += 1;
  return ones;
}, 0);

/** @param {Bytes} bits @param {number} index */
const isSet = (bits, index) => Boolean(bits[index >> 3] & (128 >> (index & 7)));

/** Read a list. @param {string} compact @param {import("./kept.js").Keys} keys @param {Parameters<typeof open>[2]} fits
 * @param {{ purpose: string, number: number, now: number }} asked @returns {Promise<List>} */
export async function readList(compact, keys, fits, { purpose, number, now }) {
  if (compact.length > LONGEST) throw new Tampered("too-long");
  const { read } = await open(compact, keys, fits, ',"typ":"vc+jwt"');
  const { credentialSubject: subject, changes, validFrom: madeAt, validUntil: until } = read;
  if (subject?.statusPurpose !== purpose) throw new Tampered("wrong-purpose");
  if (!String(read.id).endsWith(`/status/${purpose}/${number}`)) throw new Tampered("wrong-list");
  if (![madeAt, until].every((moment) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(moment)) || until < madeAt) throw new Tampered("strange-dates");
  if (Date.parse(madeAt) > now + DAY) throw new Tampered("early-list");
  if (!changes || typeof changes !== "object") throw new Tampered("strange-list");
  if (!canUnpack()) return { madeAt, until, bits: null, changes };
  const bits = await unpack(subject.encodedList);
  const indexes = Object.keys(changes);
  if (indexes.length !== count(bits) || !indexes.every((index) => isSet(bits, Number(index)))) throw new Tampered("strange-list");
  return { madeAt, until, bits, changes };
}

/** What a list says of one certificate: nothing, or since when and why. @param {List} list @param {number} index */
export function changeOf(list, index) {
  if (index >= ENTRIES) throw new Tampered("strange-facts");
  const [on, reason] = list.changes[index] ?? ["", ""];
  return (list.bits ? isSet(list.bits, index) : on) ? { on, reason } : null;
}
