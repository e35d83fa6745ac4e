// A parameter of the registry as one row: its control, its path, a star for favourites, limits for directors, its default.
//
// In: a parameter. Out: an element. Not here: the controls themselves (`controls/`), the dialog of limits (`limits.js`).
// Invariant: which control it gets follows from its type alone, so a new parameter needs no line here.

import { CyElement, make } from "../controls/element.js";
import { reset, store } from "../net/show.js";
import { mayDo } from "../net/store.js";
import { favourites } from "./favourites.js";
import { differs, label } from "./groups.js";
import { openLimits } from "./limits.js";

const CONTROLS = { number: "cy-fader", switch: "cy-switch", choice: "cy-choice", date: "cy-date" };

/** The control of a parameter alone. */
export function controlOf(parameter, name = label(parameter.path)) {
  return make(CONTROLS[parameter.type] ?? "cy-fader", { "data-path": parameter.path, label: name });
}

class OpParameter extends CyElement {
  get path() {
    return this.dataset.path;
  }

  get keys() {
    return ["welcome", "snapshot", "bounds", `value:${this.path}`];
  }

  build() {
    const path = this.path;
    const parameter = store.parameters.get(path);
    this.more = make("button", { type: "button", class: "icon-button more", "aria-label": `${path}: more`, onclick: () => this.unfold() }, "⋯");
    this.star = make("button", { type: "button", class: "star", onclick: () => this.toggleStar() });
    this.limits = make("button", { type: "button", class: "limits", onclick: () => openLimits(path) }, "Limits");
    this.home = make("button", { type: "button", class: "home", "aria-label": `${path}: back to default`, onclick: () => reset(path) }, "Default");
    this.about = make("p", { class: "about" });
    this.bound = make("span", { class: "bound" });
    this.tools = make("div", { class: "row-tools", hidden: true }, this.about, this.home, this.limits, this.star);
    this.append(
      controlOf(parameter, this.getAttribute("label") ?? label(path)),
      make("span", { class: "path" }, path, this.bound), this.more, this.tools,
    );
  }

  unfold() {
    this.tools.hidden = !this.tools.hidden;
    this.more.setAttribute("aria-expanded", String(!this.tools.hidden));
  }

  toggleStar() {
    favourites.toggle(this.path);
    this.refresh();
  }

  refresh() {
    const parameter = store.parameters.get(this.path);
    this.hidden = parameter === undefined;
    if (!parameter) return;
    const isStarred = favourites.has(this.path);
    this.about.textContent = parameter.about ?? "";
    this.star.textContent = isStarred ? "★ Favourite" : "☆ Favourite";
    this.star.setAttribute("aria-pressed", String(isStarred));
    this.star.setAttribute("aria-label", `${this.path}: favourite`);
    this.limits.hidden = parameter.type !== "number";
    this.limits.disabled = !mayDo(store.me.role, "operator");
    this.limits.setAttribute("aria-label", `${this.path}: limits for directors`);
    this.home.disabled = !differs(parameter, store.goal(this.path)) || !store.may(this.path);
    const bound = store.bounds[this.path];
    this.bound.textContent = bound ? ` · director ${round(bound[0])} … ${round(bound[1])}` : "";
    this.classList.toggle("changed", differs(parameter, store.goal(this.path)));
  }
}
customElements.define("op-parameter", OpParameter);

const round = (number) => String(Number(number.toFixed(3)));
