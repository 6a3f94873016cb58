// @ts-check
// Small helps on top of pages that work without them: answers saved as they are given, focus, print and copy.

/** @typedef {{ saved?: Record<string, number>, stale?: string[], message?: string }} Reply what the server says of saved answers */
/** @typedef {"saving" | "saved" | "unsaved"} State */

const SOON = 500; // ms from the last touch to the save: long enough for a second thought, short enough for a lost signal
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const PATIENCE = 3000; // ms a submit waits for a save under way, so that it does not carry an out-of-date revision
const LONGEST_BUSY = 10000;

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))];

/** Whether a form field is the answer of an item. @param {string} name @param {string} item */
const answers = (name, item) => name === `answer-${item}` || name.startsWith(`answer-${item}--`);

/** Whether a form field belongs to an item: its answer, or how sure the learner is. @param {string} name @param {string} item */
const belongs = (name, item) => name === `confidence-${item}` || answers(name, item);

/** The items of a quiz form: each has a hidden revision. @param {HTMLFormElement} form */
const itemsOf = (form) =>
  [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name^='revision-']"))].map((field) => field.name.slice(9));

/** Keep the answers of a quiz form on the server, one small request after each change. @param {HTMLFormElement} form */
function autosave(form) {
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {Promise<void> | null} */
  let underWay = null;
  let timer = 0;
  let retry = FIRST_RETRY;

  /** @param {string[]} items @param {State} state @param {string} [words] */
  const show = (items, state, words = form.dataset[state]) => {
    for (const status of all("[data-saved-status]")) {
      const item = status.dataset.savedStatus;
      if (item && !items.includes(item)) continue;
      status.dataset.state = state;
      if (status.textContent !== words) status.textContent = words ?? "";
    }
  };

  /** @param {number} delay */
  const later = (delay) => {
    clearTimeout(timer);
    timer = window.setTimeout(save, delay);
  };

  /** @param {string[]} items */
  const send = async (items) => {
    const body = new URLSearchParams(); // shorter than parts with boundaries, and read at half the price
    new FormData(form).forEach((value, name) => {
      if (name === "csrf_token" || items.some((item) => name === `revision-${item}` || belongs(name, item))) body.append(name, String(value));
    });
    try {
      const response = await fetch(/** @type {string} */ (form.dataset.autosave), {
        method: "POST", body, keepalive: true, headers: { Accept: "application/json" },
      });
      /** @type {Reply} */
      const reply = await response.json();
      if (!reply.saved && (response.status >= 500 || !reply.message)) throw new Error(response.statusText);
      for (const [item, revision] of Object.entries(reply.saved ?? {})) {
        const field = form.elements.namedItem(`revision-${item}`);
        if (field instanceof HTMLInputElement) field.value = String(revision);
      }
      const refused = items.filter((item) => !(item in (reply.saved ?? {})));
      show(items, "saved");
      if (refused.length) show(refused, "unsaved", reply.message);
      retry = FIRST_RETRY;
      if (changed.size) later(SOON);
    } catch {
      items.forEach((item) => changed.add(item));
      show(items, "unsaved");
      later(retry);
      retry = Math.min(retry * 2, LONGEST_RETRY);
    }
  };

  const save = () => {
    clearTimeout(timer);
    if (underWay || !changed.size) return;
    const items = [...changed];
    changed.clear();
    underWay = send(items).finally(() => { underWay = null; });
  };

  form.addEventListener("input", (event) => {
    const { name } = /** @type {HTMLInputElement} */ (event.target);
    const item = itemsOf(form).find((one) => belongs(name, one));
    if (!item) return;
    changed.add(item);
    show([item], "saving");
    follow(form);
    later(SOON);
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) { // the page stays, with every answer on it
      event.preventDefault();
      show(itemsOf(form), "unsaved");
      return;
    }
    clearTimeout(timer);
    changed.clear(); // the submission carries every answer
    const button = event.submitter;
    if (!underWay || !button) return;
    event.preventDefault();
    const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    Promise.race([underWay, patience]).then(() => {
      clearTimeout(timer);
      underWay = null;
      button.click();
    });
  });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  follow(form);
}

/** Let the progress words and segments follow the answers on the page. @param {HTMLFormElement} form */
function follow(form) {
  const given = new FormData(form);
  const names = [...form.elements].map((field) => /** @type {HTMLInputElement} */ (field).name);
  const done = itemsOf(form).map((item) => {
    const own = names.filter((name) => answers(name, item));
    const has = (/** @type {string} */ name) => given.get(name);
    // In a text to be marked, most passages stay as they are.
    return document.querySelector(`#question-${item} .marks`) ? own.some(has) : own.every(has);
  });
  for (const progress of all("[data-answered]")) {
    const words = progress.querySelector("p");
    if (words) words.textContent = (progress.dataset.answered ?? "").replace("{done}", String(done.filter(Boolean).length)).replace("{total}", String(done.length));
    progress.querySelectorAll(".segments > *").forEach((segment, place) => segment.classList.toggle("on", done[place]));
  }
}

/** Copy a text and say so on the button. @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  button.textContent = button.dataset.copied ?? button.textContent;
}

all("form[data-autosave]").forEach((form) => autosave(/** @type {HTMLFormElement} */ (form)));

const errors = document.getElementById("errors");
errors?.focus();
errors?.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = /** @type {HTMLElement} */ (target.matches("fieldset") ? target.querySelector("input") ?? target : target);
  target.scrollIntoView();
  field.focus();
});

// The server counts a submission once however often it comes: this only shows that it is on its way.
addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method === "post" && !event.defaultPrevented) form.setAttribute("aria-busy", "true");
  setTimeout(rest, LONGEST_BUSY);
});
const rest = () => all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
addEventListener("pageshow", rest);

// A moment in the reader's own time; the page itself says it in UTC.
const { lang } = document.documentElement;
for (const time of /** @type {HTMLTimeElement[]} */ (all("time[data-moment]"))) {
  time.textContent = new Date(time.dateTime).toLocaleString(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (navigator.clipboard) {
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

/** What was folded away is on paper too. @type {HTMLElement[]} */
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = all("details:not([open])");
  unfolded.forEach((details) => details.setAttribute("open", ""));
});
addEventListener("afterprint", () => unfolded.forEach((details) => details.removeAttribute("open")));
