// Seconds of a fade, chosen once and kept for the next press.
//
// In: a key to remember by. Out: an element and its seconds. Not here: what fades.
// Invariant: 0 is called SNAP, since that is what the wall does.

import { make } from "../controls/element.js";
import { recall, remember } from "../net/show.js";

const SECONDS = [0, 1, 3, 8, 20];

/** `{element, secs()}`; `changed` is called after a choice. */
export function fadeChoice(key, changed = () => {}) {
  const stored = Number(recall(key) ?? 3);
  const first = SECONDS.includes(stored) ? stored : 3;
  const options = SECONDS.map((secs) => `${secs}=${secs === 0 ? "SNAP" : `${secs} s`}`).join("|");
  const element = make("cy-choice", { label: "Fade", options, value: String(first) });
  element.addEventListener("pick", (event) => {
    remember(key, event.detail.value);
    changed();
  });
  return { element, secs: () => Number(element.getAttribute("value")) };
}
