// `op-arm`: whether light may leave the outputs. Both ways want a hold.
//
// In: `wall/armed`, the health's `armed` (null: no outputs are open). Out: sets. Not here: the interlock (`safety`).
// Invariant: it never fires on a tap; it says in words what is so.

import { CyElement, make } from "../controls/element.js";
import { set, store } from "../net/show.js";

const PATH = "wall/armed";

class OpArm extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "health", `value:${PATH}`];
  }

  build() {
    this.button = make("cy-hold-button", { label: "ARM", "data-hold": true, look: "arm" });
    this.button.addEventListener("fire", () => set(PATH, !store.value(PATH), { hold: true }));
    this.append(this.button);
  }

  refresh() {
    const isArmed = store.value(PATH) === true;
    const hasNoOutputs = store.health?.armed === null || store.health?.armed === undefined;
    this.hidden = !store.may(PATH);
    this.button.setAttribute("label", isArmed ? "ARMED" : "ARM");
    this.button.setAttribute("detail", hasNoOutputs ? "no outputs open" : isArmed ? "hold to disarm" : "hold: light goes out");
    this.button.setAttribute("pressed", String(isArmed));
    this.classList.toggle("armed", isArmed);
  }
}
customElements.define("op-arm", OpArm);
