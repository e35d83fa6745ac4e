// `cy-preset-tile`: a stored look: its picture, its name, how far a fade to it has come.
//
// In: `name`, `thumbnail` (its revision; none for no picture), `data-hold` (a cut wants a hold), `data-active`, `data-changed`, `data-going`.
// Out: `fire` with `{held}`. Not here: recalling it. Invariant: a drag over tiles fires none.

import { CyElement, make } from "./element.js";
import { holdable } from "./hold.js";
import { store } from "../net/show.js";

export class CyPresetTile extends CyElement {
  static observedAttributes = ["name", "thumbnail", "data-hold", "data-active", "data-changed", "data-going"];

  build() {
    this.picture = make("img", { alt: "", loading: "lazy", draggable: "false" });
    this.label = make("span", { class: "label" });
    this.state = make("span", { class: "state" });
    this.button = make("button", { type: "button" }, this.picture, this.label, this.state, make("i", { class: "way", "aria-hidden": "true" }));
    this.append(this.button);
    this.picture.addEventListener("error", () => { this.picture.hidden = true; });
    holdable(this.button, {
      wantsHold: () => this.hasAttribute("data-hold"),
      fire: (held) => this.dispatchEvent(new CustomEvent("fire", { detail: { held }, bubbles: true })),
      early: () => store.tell("hint", "A cut changes the wall at once: hold the look for 0.7 s."),
      onPress: false,
    });
  }

  attributeChangedCallback() {
    if (this.isBuilt) this.refresh();
  }

  refresh() {
    const name = this.getAttribute("name") ?? "";
    const rev = this.getAttribute("thumbnail");
    const address = rev === null ? "" : `/api/v1/presets/${encodeURIComponent(name)}/thumbnail?${rev}`;
    if (this.address !== address) {
      this.address = address;
      this.picture.hidden = address === "";
      if (address) this.picture.src = address;
    }
    this.label.textContent = name;
    const isActive = this.hasAttribute("data-active");
    this.state.textContent = this.hasAttribute("data-going") ? "on its way" : isActive ? (this.hasAttribute("data-changed") ? "changed" : "✓ now") : "";
    this.button.setAttribute("aria-pressed", String(isActive));
    this.button.setAttribute("aria-description", this.hasAttribute("data-hold") ? "hold for 0.7 seconds" : "");
  }
}
customElements.define("cy-preset-tile", CyPresetTile);
