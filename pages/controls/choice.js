// `cy-choice`: one of a few words side by side, or from a list where there are many.
//
// In: `data-path`, `label`; or, without a path, `options` ("a=Word|b=Word") and `value`. Out: a set, or a `pick` event.
// Not here: words' meaning. Invariant: the chosen word is marked by a sign as well as by its color.

import { CyParameter, make } from "./element.js";
import { holdable } from "./hold.js";
import { plainName } from "./plain.js";
import { wantsHold } from "./switch.js";
import { set, store } from "../net/show.js";

/** More words than this become a list. */
const MOST_SIDE_BY_SIDE = 6;

export class CyChoice extends CyParameter {
  static observedAttributes = ["value", "options"];

  build() {
    this.name = make("span", { class: "name" });
    this.box = make("div", { class: "options", role: "radiogroup" });
    this.append(this.name, this.box);
    this.box.addEventListener("keydown", (event) => this.arrow(event));
  }

  get choices() {
    const own = this.getAttribute("options");
    if (own === null) return (this.parameter?.options ?? []).map((word) => [word, word.replaceAll("_", " ")]);
    return own.split("|").filter(Boolean).map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, pair] : [pair.slice(0, at), pair.slice(at + 1)];
    });
  }

  attributeChangedCallback() {
    if (this.isBuilt && this.isConnected) this.refresh();
  }

  refresh() {
    if (this.path) super.refresh();
    else this.render(this.getAttribute("value"), true);
  }

  show(_parameter, value) {
    this.render(value, store.may(this.path));
  }

  render(value, may) {
    const label = this.getAttribute("label") ?? (this.path ? plainName(this.path) : "");
    this.name.textContent = label;
    this.name.hidden = label === "" || this.hasAttribute("quiet");
    this.box.setAttribute("aria-label", label);
    const choices = this.choices;
    const made = JSON.stringify(choices);
    if (made !== this.made) {
      this.made = made;
      this.box.replaceChildren(...(choices.length > MOST_SIDE_BY_SIDE ? [this.list(choices)] : choices.map((c) => this.option(c))));
    }
    for (const button of this.box.querySelectorAll("button")) {
      const isChosen = button.dataset.value === value;
      button.setAttribute("aria-checked", String(isChosen));
      button.tabIndex = isChosen || (value === null && button === this.box.firstChild) ? 0 : -1;
      button.setAttribute("aria-disabled", String(!may));
    }
    const select = this.box.querySelector("select");
    if (select) {
      select.value = value;
      select.disabled = !may;
      select.setAttribute("aria-label", label);
    }
  }

  option([value, word]) {
    const button = make("button", { type: "button", role: "radio", "data-value": value }, word);
    holdable(button, {
      wantsHold: () => this.path !== undefined && value !== store.goal(this.path) && wantsHold(this.parameter, value),
      fire: (held) => this.pick(value, held),
      early: () => store.tell("hint", `Hold to choose ${word}.`),
    });
    return button;
  }

  list(choices) {
    const select = make("select", {}, ...choices.map(([value, word]) => make("option", { value }, word)));
    select.addEventListener("change", () => this.pick(select.value, false));
    return select;
  }

  pick(value, held) {
    if (this.path) {
      set(this.path, value, { hold: held }).then((answer) => answer.ok || this.refresh());
      return;
    }
    this.setAttribute("value", value);
    this.dispatchEvent(new CustomEvent("pick", { detail: { value }, bubbles: true }));
  }

  arrow(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...this.box.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length].focus();
  }
}
customElements.define("cy-choice", CyChoice);
