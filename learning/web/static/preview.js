// @ts-check
// Loads a page of a preview again when a file of its pack has changed.

const PAUSE = 1000; // ms
const shown = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="pack-version"]')).content;

setInterval(async () => {
  try {
    const now = await (await fetch("/changes")).text();
    if (now !== shown) location.replace(location.href);
  } catch {
    // The preview was stopped: the page stays as it is.
  }
}, PAUSE);
