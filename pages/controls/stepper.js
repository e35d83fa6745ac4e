// `cy-stepper`: minus and plus, each press one step; stops in thirds, color temperature in mired.
//
// In: `data-path`, `label`, `minus` and `plus` (words), `step` (else the parameter's), `mired` (step in mired, plus is warmer),
// `fade` (seconds), `sides` ("pink|neutral|green": its reading in steps to either side). Out: a step, or a set for mired. Not here: long ways (`fader`).
// Invariant: presses add up on where the value is going, not on where it is.

import { CyParameter, make } from "./element.js";
import { askNumber } from "./keypad.js";
import { numeral, reading, unitOf, warmer } from "./scale.js";
import { plainName } from "./plain.js";
import { reset, set, step, store } from "../net/show.js";

export class CyStepper extends CyParameter {
  static observedAttributes = ["data-path"];

  build() {
    const button = (by, word, sign) => make("button",
      { type: "button", "data-do": by < 0 ? "minus" : "plus", onclick: () => this.press(by) },
      make("span", { class: "sign", "aria-hidden": "true" }, sign), make("span", { class: "word" }, word));
    this.minus = button(-1, this.getAttribute("minus") ?? "Less", this.getAttribute("minus-sign") ?? "\u2212");
    this.plus = button(1, this.getAttribute("plus") ?? "More", this.getAttribute("plus-sign") ?? "+");
    this.name = make("span", { class: "name" });
    this.digits = make("span", { class: "digits", role: "status" });
    this.number = make("button", { type: "button", class: "number", "data-do": "type", onclick: () => this.tap() }, this.name, this.digits);
    this.append(this.minus, this.number, this.plus);
  }

  attributeChangedCallback() {
    if (!this.isBuilt || !this.isConnected) return;
    this.leave?.();
    this.leave = store.on(this.keys, () => this.refresh());
    this.refresh();
  }

  get fade() {
    return Number(this.getAttribute("fade") ?? 0);
  }

  press(by) {
    if (!store.may(this.path)) return;
    if (this.hasAttribute("mired")) {
      const [min, max] = store.range(this.path);
      const to = warmer(store.goal(this.path), by * Number(this.getAttribute("mired")), min, max);
      set(this.path, to, { fade: this.fade });
      return;
    }
    step(this.path, by * Number(this.getAttribute("step") ?? this.parameter.step), this.fade);
  }

  /** One tap types a number, a second one within the double tap's time gives the default instead. */
  tap() {
    if (this.typing) {
      clearTimeout(this.typing);
      this.typing = null;
      reset(this.path, this.fade);
      return;
    }
    this.typing = setTimeout(async () => {
      this.typing = null;
      const label = this.getAttribute("label") ?? plainName(this.path);
      const number = await askNumber(label, this.parameter, store.goal(this.path), store.range(this.path));
      if (number !== null) set(this.path, number, { fade: this.fade });
    }, 350);
  }

  reading(goal, parameter) {
    const sides = this.getAttribute("sides")?.split("|");
    if (!sides) return [numeral(goal, parameter), make("small", {}, unitOf(goal, parameter))];
    const steps = (goal - parameter.default) / Number(this.getAttribute("step") ?? parameter.step);
    if (Math.abs(steps) < 0.05) return [make("small", { class: "whole" }, sides[1])];
    return [String(Number(Math.abs(steps).toFixed(1))), make("small", {}, steps < 0 ? sides[0] : sides[2])];
  }

  show(parameter, _value, goal) {
    const label = this.getAttribute("label") ?? plainName(this.path);
    this.name.textContent = label;
    this.digits.replaceChildren(...this.reading(goal, parameter));
    this.toggleAttribute("data-home", Math.abs(goal - parameter.default) < 1e-9);
    this.number.setAttribute("aria-label", `${label} ${reading(goal, parameter)}: type a number; twice for the default`);
    const [min, max] = store.range(this.path);
    const may = store.may(this.path);
    this.number.disabled = !may;
    // Warmer is the lower temperature.
    const ends = this.hasAttribute("mired") ? [goal >= max, goal <= min] : [goal <= min, goal >= max];
    this.minus.disabled = !may || ends[0];
    this.plus.disabled = !may || ends[1];
  }
}
customElements.define("cy-stepper", CyStepper);
