// `cy-light`: brighter and darker, warmer and cooler, greener and pinker, for all of the wall, off camera, or one camera.
//
// In: `grade/*`, `grade/outer/*`, `inner/<camera>/*`. Out: steps. Not here: stored looks.
// Invariant: brightness goes in thirds of a stop, warmth in mired, so that each press looks alike.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import "../controls/stepper.js";
import "../controls/choice.js";

/** Short enough to feel at once, long enough not to pop on camera. */
const FADE_SECS = "0.3";
const WARMTH_MIRED = "10";
const TINT_DUV = "0.002";

const STEPPERS = [
  ["trim_ev", { label: "Brightness", minus: "Darker", plus: "Brighter", class: "brightness" }],
  ["temperature_k", { label: "Warmth", minus: "Cooler", plus: "Warmer", mired: WARMTH_MIRED, class: "warmth" }],
  ["tint_duv", { label: "Tint", minus: "Pinker", plus: "Greener", step: TINT_DUV, sides: "pink|neutral|green", class: "tint" }],
];

export class CyLight extends CyElement {
  get keys() {
    return ["welcome"];
  }

  build() {
    this.scope = "grade";
    this.choice = make("cy-choice", { label: "Where", quiet: "", value: this.scope, "data-do": "scope" });
    this.choice.addEventListener("pick", (event) => this.pick(event.detail.value));
    this.steppers = STEPPERS.map(([last, attributes]) => {
      const stepper = make("cy-stepper", { ...attributes, fade: FADE_SECS, "data-path": `${this.scope}/${last}` });
      return { last, stepper };
    });
    this.append(this.choice, ...this.steppers.map(({ stepper }) => stepper));
  }

  pick(scope) {
    this.scope = scope;
    for (const { last, stepper } of this.steppers) stepper.dataset.path = `${scope}/${last}`;
  }

  refresh() {
    const cameras = store.cameras.map((name) => [`inner/${name}`, store.cameras.length === 1 ? "In camera" : `Camera ${name}`]);
    const scopes = [["grade", "Everything"], ["grade/outer", "Off camera"], ...cameras];
    const there = scopes.filter(([scope]) => store.parameters.has(`${scope}/trim_ev`));
    this.choice.setAttribute("options", there.map((pair) => pair.join("=")).join("|"));
    if (there.length > 0 && !there.some(([scope]) => scope === this.scope)) {
      this.choice.setAttribute("value", there[0][0]);
      this.pick(there[0][0]);
    }
  }
}
customElements.define("cy-light", CyLight);
