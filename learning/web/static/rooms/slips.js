// @ts-check
// Slips one after the other by the camera: each is noted while the camera goes on looking.
import { fromCamera } from "../verify/scan.js";

const PAUSE = 1200; // ms between two looks: time to take the next slip
const AGAIN = 4000; // ms in which the same slip is not asked about twice

const place = /** @type {HTMLElement} */ (document.querySelector("[data-scan]"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("typed"));
const camera = /** @type {HTMLElement} */ (document.getElementById("camera"));
const video = /** @type {HTMLVideoElement} */ (camera.querySelector("video"));
const scan = /** @type {HTMLButtonElement} */ (document.getElementById("scan"));
const lamp = /** @type {HTMLButtonElement} */ (document.getElementById("lamp"));
const status = /** @type {HTMLElement} */ (document.getElementById("scan-status"));
let running = new AbortController();

const rest = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Ask the server whom a slip names. @param {string} text */
async function ask(text) {
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => body.append(name, name === "slip" ? text : String(value)));
  const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  return response.json();
}

/** Say who was noted, on top of the list. @param {{ state: string, message: string, count?: string }} reply */
function show(reply) {
  status.textContent = reply.message;
  if (reply.state !== "noted") return;
  document.querySelector("#newest [data-nobody]")?.remove();
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("b"), { textContent: reply.message, dir: "auto" }));
  document.getElementById("newest")?.prepend(line);
  const count = document.getElementById("count");
  if (count && reply.count) count.textContent = reply.count;
}

/** Look until somebody presses Stop. */
async function look() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  camera.hidden = false;
  status.textContent = place.dataset.looking ?? "";
  let last = "";
  let since = 0;
  while (!signal.aborted) {
    let text;
    try {
      text = await fromCamera(video, signal, (turn) => {
        lamp.hidden = false;
        lamp.onclick = () => {
          const on = lamp.getAttribute("aria-pressed") !== "true";
          lamp.setAttribute("aria-pressed", String(on));
          turn(on);
        };
      });
    } catch {
      status.textContent = place.dataset.noCamera ?? "";
      break;
    }
    if (!text || (text === last && Date.now() - since < AGAIN)) continue;
    [last, since] = [text, Date.now()];
    try {
      const reply = await ask(text);
      if (reply.url) { location.assign(reply.url); return; }
      show(reply);
    } catch {
      status.textContent = place.dataset.noNetwork ?? "";
    }
    await rest(PAUSE);
  }
  camera.hidden = true;
  lamp.hidden = true;
}

place.hidden = !navigator.mediaDevices;
scan.addEventListener("click", look);
document.getElementById("stop")?.addEventListener("click", () => { running.abort(); status.textContent = ""; scan.focus(); });
