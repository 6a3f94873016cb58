// @ts-check
// What this phone keeps for a learner to read without a network (wallet.js) is gone as soon as she signs out, or anybody
// else opens any page. A page that is kept for everybody, as the one that checks certificates, does not load this.

const { keeper } = document.body.dataset;

/** Remove what is kept. @param {string} [but] the one cache that stays */
async function forget(but) {
  for (const name of await caches.keys()) if (name.startsWith("wallet-") && name !== but) await caches.delete(name);
}

if ("caches" in globalThis) {
  forget(`wallet-${keeper}`);
  const way = document.querySelector("form[action='/sign-out']");
  // The page stays until all is gone: what a page has not finished is lost when it goes. A second press waits for nothing.
  if (way instanceof HTMLFormElement) {
    way.addEventListener("submit", (event) => {
      event.preventDefault();
      forget().catch(() => {}).then(() => way.submit());
    }, { once: true });
  }
}
