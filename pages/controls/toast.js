// `cy-toast`: what went wrong, or is worth a word, for a few seconds; a refusal that a hold overrides brings the hold with it.
//
// In: `refused`, `hint`, `told`, `offer`, `bye` of the store. Out: lines that leave by themselves. Not here: standing faults (notes).
// Invariant: the same sentence is never there twice; at most three lines.

import { CyElement, make } from "./element.js";
import { holdable } from "./hold.js";
import { store } from "../net/show.js";

const MOST = 3;
const STAY_MS = 5000;
/** Refusals that holding overrides; the clerk's say so in words. */
const OVERRIDES = new Set(["confirm", "rolling", "locked"]);
const SAYS_HOLD = /hold for 0\.7 s/;

export class CyToast extends CyElement {
  build() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  connectedCallback() {
    super.connectedCallback();
    const leaves = [
      store.on("refused", (refusal) => this.refused(refusal)),
      store.on("hint", (words) => this.say(words)),
      store.on("told", (words) => this.say(words, "good")),
      store.on("offer", (offer) => this.offer(offer)),
      store.on("bye", (why) => this.say(why, "bad")),
    ];
    this.leave = () => leaves.forEach((leave) => leave());
  }

  refused({ answer, again }) {
    if (answer.code === "gone" || answer.code === "superseded") return;
    const why = answer.why ?? "That did not work.";
    const line = this.say(why.charAt(0).toUpperCase() + why.slice(1), "bad");
    if (!line || !(OVERRIDES.has(answer.code) || SAYS_HOLD.test(why))) return;
    const button = make("button", { type: "button", "data-do": "insist" }, "Hold to do it anyway");
    holdable(button, { wantsHold: () => true, fire: () => { again(); line.remove(); } });
    line.append(button);
  }

  /** A line with something to press. */
  offer({ words, label, fire }) {
    const line = this.say(words);
    line?.append(make("button", { type: "button", onclick: () => { fire(); line.remove(); } }, label));
  }

  /** Shows a line; `null` when it is there already. */
  say(words, kind = "") {
    const twin = [...this.children].find((line) => line.firstChild.textContent === words);
    if (twin) {
      this.keep(twin);
      return null;
    }
    const line = make("div", { class: "line", "data-kind": kind }, make("span", {}, words));
    this.append(line);
    while (this.children.length > MOST) this.firstChild.remove();
    this.keep(line);
    return line;
  }

  keep(line) {
    clearTimeout(line.going);
    line.going = setTimeout(() => (line.querySelector(".holding") ? this.keep(line) : line.remove()), STAY_MS);
  }
}
customElements.define("cy-toast", CyToast);
