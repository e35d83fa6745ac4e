// How fast looks change: one choice for tiles, takes and the way back.
//
// In: a person's choice. Out: seconds, `fade` told to the store's listeners. Not here: who fades.
// Invariant: a cut wants a hold.

import { recall, remember, store } from "../net/show.js";

const KEY = "cyclorama_fade_secs";
export const FADES = [["0", "Cut"], ["2", "2 s"], ["8", "8 s"], ["30", "30 s"]];

let chosen = FADES.some(([secs]) => secs === recall(KEY)) ? recall(KEY) : "2";

/** Seconds. */
export const fadeSecs = () => Number(chosen);
export const isCut = () => fadeSecs() < 1;

export function chooseFade(secs) {
  chosen = secs;
  // A cut is never what a page comes back to.
  if (secs !== "0") remember(KEY, secs);
  store.tell("fade");
}
