// @ts-check
// Leaving at once. It stands in the head of pages with a notice, and runs before they are drawn; and on the quiet page.

(() => {
  const QUIET = "/quiet";
  const LEFT = "left"; // in this tab only: somebody left, and has not chosen to come back
  const PRESSES = 3;
  const TOGETHER = 2000; // ms from one press of Escape to the next
  const root = document.documentElement;
  const isQuiet = location.pathname === QUIET;

  /** Remember for this tab, or forget; a browser that keeps nothing leaves all the same. @param {boolean} left */
  const remember = (left) => {
    try {
      if (left) sessionStorage.setItem(LEFT, "1");
      else sessionStorage.removeItem(LEFT);
    } catch { /* the control still works, only Back is not covered */ }
  };
  const hasLeft = () => {
    try {
      return sessionStorage.getItem(LEFT) !== null;
    } catch {
      return false;
    }
  };

  const leave = () => {
    remember(true);
    root.hidden = true;
    document.body?.replaceChildren();
    document.title = "";
    history.replaceState(null, "", QUIET); // so the address is harmless at once, and nobody is told where it came from
    location.replace(QUIET);
  };

  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("[data-leave], [data-return]");
    if (link?.hasAttribute("data-return")) remember(false);
    else if (link) {
      event.preventDefault();
      leave();
    }
  });
  if (isQuiet) return;

  if (hasLeft()) leave();
  let presses = 0;
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key !== "Escape" ? 0 : event.timeStamp - last < TOGETHER ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === PRESSES) leave();
  }, true);
  // A page that the browser kept whole is hidden while it is kept, so that not one frame of it comes back.
  addEventListener("pagehide", () => { root.hidden = true; });
  addEventListener("pageshow", () => {
    if (hasLeft()) leave();
    else root.hidden = false;
  });
})();
