// `cy-switch`: on or off, with a hold where the parameter asks for one.
//
// In: `data-path`, `label`, `on` and `off` (words). Out: a set. Not here: which changes want a hold (the catalog says).
// Invariant: its state is told by word, place and color, never by color alone.

import { CyParameter, make } from "./element.js";
import { holdable } from "./hold.js";
import { plainName } from "./plain.js";
import { set, store } from "../net/show.js";

/** Whether going to `to` wants a hold. */
export function wantsHold(parameter, to) {
  const leaves = to !== parameter.default;
  return parameter.confirm === "always" || parameter.confirm === (leaves ? "leaving" : "returning");
}

export class CySwitch extends CyParameter {
  build() {
    this.name = make("span", { class: "name" });
    this.word = make("span", { class: "word" });
    this.button = make("button", { type: "button", role: "switch" },
      this.name, make("span", { class: "state" }, make("i", { class: "knob", "aria-hidden": "true" }), this.word));
    this.append(this.button);
    holdable(this.button, {
      wantsHold: () => wantsHold(this.parameter, !store.goal(this.path)),
      fire: (held) => set(this.path, !store.goal(this.path), { hold: held }),
      early: () => store.tell("hint", `Hold to change ${plainName(this.path).toLowerCase()}.`),
    });
  }

  show(parameter, value) {
    this.name.textContent = this.getAttribute("label") ?? plainName(this.path);
    this.word.textContent = value ? (this.getAttribute("on") ?? "On") : (this.getAttribute("off") ?? "Off");
    this.button.setAttribute("aria-checked", String(value === true));
    this.button.setAttribute("aria-disabled", String(!store.may(this.path)));
    this.button.title = parameter.about;
    this.button.setAttribute("aria-description", wantsHold(parameter, !value) ? "hold for 0.7 seconds" : "");
  }
}
customElements.define("cy-switch", CySwitch);
