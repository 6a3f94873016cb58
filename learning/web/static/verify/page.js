// @ts-check
// The page that checks a certificate: with the register where there is a network, by its signature where there is none.
import { Tampered } from "./encoding.js";
import { fetchNewest, keptKeys, keptList, listsOf } from "./kept.js";
import { fromCamera, fromPicture } from "./scan.js";
import { canCheck, fits } from "./signature.js";
import { readStatement, whatIsMeant } from "./statement.js";
import { faulty, genuine } from "./verdict.js";
import { element, listInWords, sentence, show, word } from "./view.js";

const place = /** @type {HTMLElement} */ (document.getElementById("checking"));
const asking = document.getElementById("asking");
const status = document.getElementById("scan-status");
const { register, shell, cache, worker } = place.dataset;

/** The newest keys and lists: refused lists are said, no network is not. @type {Promise<{ came: boolean, refused: string | null }>} */
let newest = Promise.resolve({ came: false, refused: null });
const renew = () => {
  newest = fetchNewest().then((refused) => ({ came: true, refused }), () => ({ came: false, refused: null }));
  return newest;
};

/** Read the paper's statement with the keys that are kept; new keys are asked for when its own is not among them. @param {string} statement @param {string} serial */
async function read(statement, serial) {
  const attempt = async () => readStatement(statement, await keptKeys(), fits);
  const found = await attempt().catch(async (error) => {
    if (!(error instanceof Tampered && error.reason === "unknown-key" && (await newest).came)) throw error;
    return attempt();
  });
  if (found.facts.s !== serial) throw new Tampered("other-number");
  return found;
}

/** Check without the register. @param {string} serial @param {string} statement @returns {Promise<import("./verdict.js").Verdict>} */
async function verdict(serial, statement) {
  if (!statement) return { standing: "unchecked", sentences: [["number-alone"]] };
  if (!canCheck()) return { standing: "unchecked", sentences: [["not-secure"]] };
  if (!(await keptKeys()).size && !(await newest).came) return { standing: "unchecked", sentences: [["no-keys"]] };
  try {
    const { facts, keyId } = await read(statement, serial);
    const keys = await keptKeys();
    const [revocation, refresh] = await Promise.all(["revocation", "refresh"].map((purpose) => keptList(purpose, facts.l, keys)));
    return genuine(facts, keyId, { revocation, refresh }, new Date());
  } catch (error) {
    return faulty(error, (await newest).came);
  }
}

/** Check what stands in the address of this page, and show it. */
async function checkHere() {
  const meant = whatIsMeant(location.href) ?? whatIsMeant(new URLSearchParams(location.search).get("serial") ?? "");
  if (!meant) return;
  const found = await verdict(meant.serial, meant.statement);
  for (const id of ["asking", "once"]) document.getElementById(id)?.setAttribute("hidden", "");
  document.getElementById("another")?.removeAttribute("hidden");
  show(found, place, Date.now());
}

/** Compare the paper's statement with what the register says on this page. @param {Record<string, unknown>} known */
async function compare(known) {
  const meant = whatIsMeant(location.href);
  if (!meant?.statement) return;
  await renew();
  let key = "code-fits";
  if (!canCheck()) key = "code-unchecked";
  else {
    try {
      const { facts } = await read(meant.statement, meant.serial);
      if (!Object.entries(known).every(([name, value]) => /** @type {any} */ (facts)[name] === value)) key = "code-differs";
    } catch (error) {
      key = (await keptKeys()).size ? "code-differs" : "code-unchecked";
      if (key === "code-differs") place.append(element("p", sentence(/** @type {Tampered} */ (error).reason ?? "unreadable")));
    }
  }
  const kind = { "code-fits": "done", "code-differs": "error" }[key] ?? "warning";
  place.prepend(element("p", [element("strong", sentence(key))]));
  place.className = `note ${kind}`;
  if (kind === "error") place.setAttribute("role", "alert");
}

/** Say which list this phone has. */
async function showKept() {
  const line = document.getElementById("list-of");
  if (!line || !canCheck()) return;
  const { came, refused } = await newest;
  const list = place.querySelector(".list-of") ? "" : listInWords(await listsOf(await keptKeys()), Date.now());
  line.textContent = [list, refused && sentence(refused), !came && sentence("offline")].filter(Boolean).join(" ");
}

/** Go where a text leads. @param {string | null} text */
function go(text) {
  const meant = text === null ? null : whatIsMeant(text);
  if (!meant) return false;
  const target = `/verify/${meant.serial}${meant.statement ? `#${meant.statement}` : ""}`;
  if (location.pathname === `/verify/${meant.serial}` && location.hash.slice(1) === meant.statement) location.reload();
  else location.assign(target);
  return true;
}

/** @param {string} key */
const say = (key) => { if (status) status.textContent = key && word(key); };

/** Let the camera, a picture and the field lead to a certificate. */
function listen() {
  const camera = /** @type {HTMLElement} */ (document.getElementById("camera"));
  const video = /** @type {HTMLVideoElement} */ (camera.querySelector("video"));
  const scan = /** @type {HTMLButtonElement} */ (document.getElementById("scan"));
  const lamp = /** @type {HTMLButtonElement} */ (document.getElementById("lamp"));
  const picture = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  let running = new AbortController();
  const stop = () => {
    running.abort();
    camera.hidden = true;
    lamp.hidden = true;
    running = new AbortController();
  };
  /** @param {string} now @param {(signal: AbortSignal) => Promise<string | null>} reading */
  const look = async (now, reading) => {
    stop();
    const { signal } = running;
    say(now);
    try {
      const text = await reading(signal);
      if (signal.aborted) return;
      say(text === null ? "no-code" : go(text) ? "" : "other-code");
    } catch {
      say(camera.hidden ? "no-picture" : "no-camera");
    }
    camera.hidden = true;
  };
  scan.hidden = !navigator.mediaDevices;
  scan.addEventListener("click", () => look("looking", (signal) => {
    camera.hidden = false;
    camera.scrollIntoView({ block: "nearest" });
    return fromCamera(video, signal, (turn) => {
      lamp.hidden = false;
      lamp.onclick = () => {
        const on = lamp.getAttribute("aria-pressed") !== "true";
        lamp.setAttribute("aria-pressed", String(on));
        turn(on);
      };
    });
  }));
  document.getElementById("stop")?.addEventListener("click", () => { stop(); say(""); scan.focus(); });
  document.getElementById("choose")?.addEventListener("click", () => picture.click());
  picture.addEventListener("change", () => {
    const [file] = picture.files ?? [];
    if (file) look("reading", (signal) => fromPicture(file, signal)).then(() => { picture.value = ""; });
  });
  document.getElementById("typed")?.addEventListener("submit", (event) => {
    const field = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("serial"));
    if (/[#/]/.test(field.value) && go(field.value)) event.preventDefault(); // what stands behind # never leaves the phone
  });
  for (const hidden of document.querySelectorAll("[data-with-scripts]")) /** @type {HTMLElement} */ (hidden).hidden = false;
}

/** Keep this page for days without a network, in the language that is read now. */
async function keep() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(/** @type {string} */ (worker), { scope: "/verify" });
  await navigator.serviceWorker.ready;
  const kept = await caches.open(/** @type {string} */ (cache));
  const { lang } = document.documentElement;
  const before = await (await kept.match("/verify/shell"))?.text();
  if (before && !before.includes(`<html lang="${lang}"`)) await kept.add(new Request("/verify/shell", { cache: "reload" }));
}

addEventListener("hashchange", () => location.reload());
document.getElementById("fetch-list")?.addEventListener("click", async () => {
  const { came } = await renew();
  await showKept();
  if (came && shell) location.reload(); // the register can be asked again
});

if (register) compare(JSON.parse(register));
else {
  if (asking) listen();
  renew();
  if (shell) checkHere().finally(showKept);
  else showKept();
}
if (!canCheck()) document.getElementById("not-secure")?.removeAttribute("hidden");
else keep().catch(() => {}); // without it the page works as long as there is a network
