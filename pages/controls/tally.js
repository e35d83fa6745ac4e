// `cy-tally`: whether a take rolls, so that nobody can miss it; which take, for how long.
//
// In: `take/rolling`, the book, the frame. Out: a sign; `data-rolling` on the root. Not here: ROLL and CUT themselves.
// Invariant: rolling is told by word, sign, place and color.

import { CyElement, make } from "./element.js";
import { store } from "../net/show.js";

/** Minutes and seconds. */
export function duration(secs) {
  const whole = Math.max(0, Math.floor(secs));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export class CyTally extends CyElement {
  get keys() {
    return ["snapshot", "value:take/rolling", "book", "health", "welcome"];
  }

  build() {
    this.setAttribute("role", "status");
    this.word = make("b", { class: "word" });
    this.label = make("span", { class: "take" });
    this.time = make("span", { class: "time", "aria-hidden": "true" });
    this.append(make("i", { class: "lamp", "aria-hidden": "true" }), this.word, this.label, this.time);
  }

  refresh() {
    const isRolling = store.value("take/rolling") === true;
    document.documentElement.toggleAttribute("data-rolling", isRolling);
    const { takes, slate, reminder } = store.book;
    const take = takes[takes.length - 1];
    this.word.textContent = isRolling ? "ROLLING" : "Not rolling";
    this.label.textContent = isRolling && take ? take.label : `next ${slate.scene} T${slate.take}`;
    const rate = store.health?.rate || store.rate;
    const secs = isRolling && take && rate ? (this.frameNow() - take.first_frame) / rate : 0;
    this.time.textContent = isRolling ? duration(secs) : "";
    this.toggleAttribute("data-reminder", reminder !== null && reminder !== undefined);
    this.title = reminder ?? "";
  }

  frameNow() {
    return Math.max(store.frame, store.health?.frame ?? 0);
  }
}
customElements.define("cy-tally", CyTally);
