// @ts-check
// What a statement is worth: the word, and why. Never "valid" without a list that may still be relied on.
import { Tampered } from "./encoding.js";
import { changeOf, canUnpack } from "./lists.js";

/** @typedef {import("./statement.js").Facts} Facts @typedef {import("./lists.js").List} List */
/** @typedef {{ standing: string, sentences: [string, Record<string, string>?][], facts?: Facts, keyId?: string, list?: List | null }} Verdict */

/** The verdict on a fault. @param {unknown} error @param {boolean} keysAreNew whether the keys came from the server just now @returns {Verdict} */
export function faulty(error, keysAreNew) {
  const reason = error instanceof Tampered ? error.reason : "unreadable";
  if (reason === "unknown-key" && !keysAreNew) return { standing: "unchecked", sentences: [["unknown-key-here"]] };
  return { standing: "forged", sentences: [[reason], ["do-not-rely"]] };
}

/** The verdict on facts that the issuer signed.
 * @param {Facts} facts @param {string} keyId @param {{ revocation: List | null, refresh: List | null }} lists @param {Date} now @returns {Verdict} */
export function genuine(facts, keyId, lists, now) {
  const { revocation, refresh } = lists;
  const oldest = revocation && refresh && (revocation.madeAt < refresh.madeAt ? revocation : refresh);
  const told = { facts, keyId, list: oldest };
  const revoked = revocation && changeOf(revocation, facts.i);
  if (revoked) return { ...told, standing: "revoked", sentences: [["revoked", { day: revoked.on }], [`reason-${revoked.reason}`]] };
  const replaced = refresh && changeOf(refresh, facts.i);
  if (replaced) return { ...told, standing: "superseded", sentences: [["superseded", { day: replaced.on }]] };
  // A clock that was set back does not make a certificate valid again: the lists know a day that has been.
  const today = [now.toISOString(), oldest?.madeAt ?? ""].sort()[1].slice(0, 10);
  if (facts.u !== null && today > facts.u) return { ...told, standing: "expired", sentences: [["expired", { day: facts.u }]] };
  if (!oldest) return { ...told, standing: "genuine", sentences: [["no-list"]] };
  if (!canUnpack()) return { ...told, standing: "genuine", sentences: [["cannot-unpack"]] };
  if (oldest.until < now.toISOString()) return { ...told, standing: "genuine", sentences: [["old-list", { day: oldest.madeAt.slice(0, 10) }]] };
  return { ...told, standing: "valid", sentences: [["valid"]] };
}
