// `op-help`: the keyboard, in one dialog.
//
// In: the map of keys. Out: a dialog. Not here: what keys do (`main.js`). Invariant: it lists what `keys.js` knows, nothing else.

import { make } from "../controls/element.js";
import { MAP } from "./keys.js";

class OpHelp extends HTMLElement {
  connectedCallback() {
    if (this.dialog) return;
    const lines = MAP.map(({ keys, shown, about }) => make(
      "li", {}, make("span", { class: "keycaps" }, ...(shown ? [shown] : keys).map((key) => make("kbd", {}, key))), make("span", {}, about),
    ));
    this.dialog = make(
      "dialog", { class: "sheet help", "aria-label": "Keys" },
      make("h2", { tabindex: "-1", autofocus: true }, "Keys"),
      make("p", { class: "quiet" }, "Space and Enter press what has the keyboard, and never fire a cue. While you write, only the F keys count."),
      make("ul", { class: "key-rows" }, ...lines),
      make("div", { class: "actions" }, make("button", { type: "button", class: "main", onclick: () => this.dialog.close() }, "Close")),
    );
    this.append(this.dialog);
  }

  toggle() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }
}
customElements.define("op-help", OpHelp);
