// @ts-check
// How a verdict looks: one large word, why, every fact. The words come from the page, in the reader's language.

/** @typedef {import("./verdict.js").Verdict} Verdict */

/** @type {{ words: Record<string, string>, sentences: Record<string, string> }} */
const said = JSON.parse(document.getElementById("checking")?.dataset.words ?? "{}");
const { lang } = document.documentElement;
const locale = lang === "en" ? "en-GB" : lang;

/** @param {string} key */
export const word = (key) => said.words[key] ?? key;

/** @param {string} day ISO 8601 */
const inWords = (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)) : day);

/** Say a sentence. @param {string} key @param {Record<string, string>} [values] */
export function sentence(key, values = {}) {
  const pattern = said.sentences[key] ?? said.sentences.unreadable;
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`%(${name})s`, name === "day" ? inWords(value) : value), pattern);
}

/** How long ago something was. @param {string} moment @param {number} now */
function age(moment, now) {
  const minutes = Math.round((Date.parse(moment) - now) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (minutes > -60) return format.format(Math.min(minutes, 0), "minute");
  return minutes > -60 * 48 ? format.format(Math.round(minutes / 60), "hour") : format.format(Math.round(minutes / 1440), "day");
}

/** Say which list is kept on this phone. @param {{ madeAt: string } | null | undefined} list @param {number} now */
export const listInWords = (list, now) => (list
  ? sentence("list-of", { moment: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(list.madeAt)), age: age(list.madeAt, now) })
  : sentence("no-list-yet"));

/** @param {string} tag @param {string | (Node | string)[]} content @param {Record<string, string>} [attributes] */
export function element(tag, content, attributes = {}) {
  const made = document.createElement(tag);
  made.append(...(typeof content === "string" ? [content] : content));
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
}

/** @param {string} serial */
const grouped = (serial) => serial.match(/.{1,5}/g)?.join("-") ?? serial;

/** @param {string} day */
const dated = (day) => [inWords(day), " ", element("span", `(${day})`, { class: "muted", dir: "ltr" })];

/** @param {Verdict} verdict */
function facts({ facts: stated, keyId }) {
  if (!stated) return [];
  /** @type {[string, string | (Node | string)[], Record<string, string>][]} */
  const rows = [
    ["name", stated.n, { dir: "auto" }],
    ["course", stated.c, { lang: stated.g, dir: "auto" }],
    ["version", stated.v, {}],
    ["completed", dated(stated.d), {}],
    ["until", stated.u === null ? word("no-expiry") : dated(stated.u), {}],
    ["country", stated.t, { dir: "ltr" }],
    ["authority", stated.a, { lang: stated.g, dir: "auto" }],
    ["serial", grouped(stated.s), { class: "serial", dir: "ltr" }],
    ["key", keyId ?? "", { dir: "ltr" }],
  ];
  return [
    element("h2", word("what-it-says")),
    element("p", word("compare")),
    element("dl", rows.flatMap(([label, content, attributes]) => [element("dt", word(label)), element("dd", content, attributes)]), { class: "facts" }),
    element("p", word("not-the-un"), { class: "muted" }),
  ];
}

/** Put a verdict in the place of what was asked. @param {Verdict} verdict @param {HTMLElement} place @param {number} now */
export function show(verdict, place, now) {
  const heading = element("h1", word(verdict.standing), { tabindex: "-1" });
  const lines = verdict.sentences.map(([key, values]) => element("p", sentence(key, values)));
  const list = verdict.facts ? [element("p", listInWords(verdict.list, now), { class: "list-of" })] : [];
  place.replaceChildren(element("div", [heading, ...lines, ...list], { class: `verdict ${verdict.standing}` }), ...facts(verdict));
  place.hidden = false;
  document.title = `${word(verdict.standing)} – learn1325`;
  heading.focus();
}
