// `cy-date`: a day, picked from the device's own calendar.
//
// In: `data-path`, `label`. Out: a set of YYYY-MM-DD. Not here: times of day.
// Invariant: half a typed date is not sent; the field follows the show while nobody types in it.

import { CyParameter, make } from "./element.js";
import { plainName } from "./plain.js";
import { set, store } from "../net/show.js";

export class CyDate extends CyParameter {
  build() {
    this.name = make("span", { class: "name" });
    this.input = make("input", { type: "date" });
    this.input.addEventListener("change", () => this.pick(this.input.value));
    this.append(this.name, this.input);
  }

  show(parameter, value) {
    const label = this.getAttribute("label") ?? plainName(this.path);
    this.name.textContent = label;
    this.input.setAttribute("aria-label", label);
    this.input.title = parameter.about;
    this.input.disabled = !store.may(this.path);
    if (document.activeElement !== this.input) this.input.value = value;
  }

  pick(value) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return;
    set(this.path, value).then((answer) => answer.ok || this.refresh());
  }
}
customElements.define("cy-date", CyDate);
