// @ts-check
// Signed texts (JWS) as bytes: read strictly, so that a text has one form only.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** Why something signed is not believed; the reasons are those of the program that signs. */
export class Tampered extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const SIGNATURE_CHARACTERS = 86;

/** @param {Bytes} bytes */
const toBase64url = (bytes) => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

/** Read base64url without padding, and only the one text that means these bytes. @param {string} text */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Tampered("not-base64url");
  let plain;
  try {
    plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw new Tampered("truncated");
  }
  const bytes = Uint8Array.from(plain, (character) => character.charCodeAt(0));
  if (toBase64url(bytes) !== text) throw new Tampered("not-canonical");
  return bytes;
}

/** Read a JSON object. @param {Bytes} bytes @returns {{ text: string, read: Record<string, any> }} */
export function fromJson(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const read = JSON.parse(text);
    if (read && typeof read === "object" && !Array.isArray(read)) return { text, read };
  } catch { /* said below */ }
  throw new Tampered("unreadable");
}

/**
 * Open a compact signature.
 * @param {string} compact
 * @param {import("./kept.js").Keys} keys the keys that are believed
 * @param {(key: Bytes, signature: Bytes, message: Bytes) => Promise<boolean>} fits
 * @param {string} [further] what must stand in the header after algorithm and key
 */
export async function open(compact, keys, fits, further = "") {
  const parts = compact.split(".");
  if (parts.length > 3) throw new Tampered("not-canonical");
  const header = fromJson(fromBase64url(parts[0]));
  const { alg, kid } = header.read;
  if (String(alg).toLowerCase() === "none") throw new Tampered("no-algorithm");
  if (alg !== "EdDSA") throw new Tampered("wrong-algorithm");
  if (parts.length < 3 || !parts[1] || parts[2].length < SIGNATURE_CHARACTERS) throw new Tampered("truncated");
  if (typeof kid !== "string" || header.text !== `{"alg":"EdDSA","kid":${JSON.stringify(kid)}${further}}`) throw new Tampered("not-canonical");
  const payload = fromBase64url(parts[1]);
  const signature = fromBase64url(parts[2]);
  const key = keys.get(kid);
  if (!key) throw new Tampered("unknown-key");
  if (!await fits(key, signature, new TextEncoder().encode(`${parts[0]}.${parts[1]}`))) throw new Tampered("signature");
  return { ...fromJson(payload), keyId: kid };
}
