// @ts-check
// Ed25519: by the browser itself where it can, else by a small library that is loaded only then.

/** @typedef {import("./encoding.js").Bytes} Bytes */

/** Whether anything can be checked here: browsers keep their tools from pages that came over a bare connection. */
export const canCheck = () => Boolean(globalThis.crypto?.subtle);

/** @type {Promise<typeof import("../vendor/ed25519.js")> | undefined} */
let library;

/** Whether a signature was made over a message with the private half of this key. @param {Bytes} key @param {Bytes} signature @param {Bytes} message */
export async function fits(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  let own;
  try {
    own = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    library ??= import("../vendor/ed25519.js");
    const { verifyAsync } = await library;
    return verifyAsync(signature, message, key, { zip215: false }).catch(() => false);
  }
  return crypto.subtle.verify("Ed25519", own, signature, message);
}
