// `cy-panic`: HOLD, WORK LIGHT, BLACKOUT: always there, at press-down, without a hold; only leaving blackout wants one.
//
// In: `wall/hold`, `wall/work_light`, `wall/blackout`. Out: sets. Not here: how the wall fades (`safety`, on the server).
// Invariant: never locked by the screen's lock; each says its state by word and sign.

import { CyElement, make } from "./element.js";
import { holdable } from "./hold.js";
import { wantsHold } from "./switch.js";
import { set, store } from "../net/show.js";

const BUTTONS = [
  ["wall/hold", "HOLD", "picture stands still", "❚❚"],
  ["wall/work_light", "WORK LIGHT", "plain light is on", "☀"],
  ["wall/blackout", "BLACKOUT", "walls are dark", "■"],
];

export class CyPanic extends CyElement {
  get keys() {
    return ["welcome", "snapshot", ...BUTTONS.map(([path]) => `value:${path}`)];
  }

  build() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "The three buttons");
    this.buttons = BUTTONS.map(([path, word, state, sign]) => {
      const button = make("button", { type: "button", "data-path": path, "aria-label": word },
        make("span", { class: "sign", "aria-hidden": "true" }, sign),
        make("span", { class: "words" }, make("b", {}, word), make("small", {}, "")));
      const wants = () => wantsHold(store.parameters.get(path) ?? {}, !store.goal(path));
      holdable(button, {
        wantsHold: wants,
        fire: (held) => set(path, !store.goal(path), { hold: held }),
        early: () => store.tell("hint", `Hold to end ${word.toLowerCase()}.`),
      });
      return { path, state, button, wants };
    });
    this.append(...this.buttons.map(({ button }) => button));
  }

  refresh() {
    const may = BUTTONS.some(([path]) => store.may(path));
    this.hidden = !may;
    for (const { path, state, button, wants } of this.buttons) {
      const isOn = store.goal(path) === true;
      button.setAttribute("aria-pressed", String(isOn));
      const words = isOn ? (wants() ? "on: hold to end" : `on: ${state}`) : "";
      button.querySelector("small").textContent = words;
    }
  }
}
customElements.define("cy-panic", CyPanic);
