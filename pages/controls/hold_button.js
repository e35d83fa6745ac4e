// `cy-hold-button`: a button that fires, or fires only when held for 0.7 s.
//
// In: `data-do`, `data-hold` (wants a hold), `label`, `detail`, `icon`; any children stay. Out: `fire` with `{held}` in its detail.
// Not here: what it does. Invariant: with `data-hold` it never fires on a tap.

import { CyElement, make } from "./element.js";
import { holdable } from "./hold.js";
import { store } from "../net/show.js";

export class CyHoldButton extends CyElement {
  static observedAttributes = ["label", "detail", "disabled", "pressed"];

  build() {
    this.label = make("span", { class: "label" });
    this.detail = make("span", { class: "detail" });
    this.button = make("button", { type: "button", class: this.getAttribute("look") ?? "" },
      make("span", { class: "words" }, this.label, this.detail));
    const icon = this.getAttribute("icon");
    if (icon) this.button.prepend(make("span", { class: "icon", "aria-hidden": "true" }, icon));
    this.append(this.button);
    holdable(this.button, {
      wantsHold: () => this.hasAttribute("data-hold"),
      fire: (held) => this.dispatchEvent(new CustomEvent("fire", { detail: { held }, bubbles: true })),
      early: () => store.tell("hint", `Hold to ${(this.getAttribute("label") ?? "confirm").toLowerCase()}.`),
    });
  }

  attributeChangedCallback() {
    if (this.isBuilt) this.refresh();
  }

  refresh() {
    this.label.textContent = this.getAttribute("label") ?? "";
    const detail = this.getAttribute("detail") ?? "";
    this.detail.textContent = detail;
    this.detail.hidden = detail === "";
    this.button.disabled = this.hasAttribute("disabled");
    const pressed = this.getAttribute("pressed");
    if (pressed !== null) this.button.setAttribute("aria-pressed", pressed);
    this.button.setAttribute("aria-description", this.hasAttribute("data-hold") ? "hold for 0.7 seconds" : "");
  }
}
customElements.define("cy-hold-button", CyHoldButton);
