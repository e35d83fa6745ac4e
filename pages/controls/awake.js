// Keeps a tablet awake where the browser can; else says once how the person can.
//
// In: nothing. Out: a screen wake lock, or a hint. Not here: the lock of the page (`lock`).
// Invariant: asked for again each time the page comes back to the front.

import { recall, remember, store } from "../net/show.js";

const TOLD = "cyclorama_awake_told";

async function keepAwake() {
  try {
    if (navigator.wakeLock) {
      await navigator.wakeLock.request("screen");
      return;
    }
  } catch {
    // Low battery or a hidden page: the hint serves as well.
  }
  const isTablet = matchMedia("(pointer: coarse)").matches;
  if (!isTablet || document.hidden || recall(TOLD)) return;
  remember(TOLD, "yes");
  store.tell("hint", "This browser cannot keep the screen awake here: set Auto-Lock to Never in the tablet's settings.");
}

const leave = store.on("snapshot", () => {
  leave();
  keepAwake();
});
document.addEventListener("visibilitychange", () => document.hidden || keepAwake());
