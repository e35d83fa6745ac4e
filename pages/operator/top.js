// `op-top`: the bar over everything: the show, the tally, who is here, the line, own undo and redo, lock, keys.
//
// In: the store. Out: undo, redo, help. Not here: the parts themselves (`controls/`).
// Invariant: one line at every size; what gives way first is words, never a button.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { takeBack } from "./take_back.js";

class OpTop extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "history", "health"];
  }

  build() {
    const button = (words, sign, action) => make(
      "button", { type: "button", class: "icon-button", "aria-label": words, title: words, onclick: action }, make("span", { "aria-hidden": "true" }, sign),
    );
    this.showName = make("span", { class: "show-name" });
    this.roleWord = make("span", { class: "role" });
    this.undo = button("Undo mine", "↶", () => takeBack());
    this.redo = button("Redo mine", "↷", () => takeBack(true));
    this.keysButton = button("Keys (?)", "?", () => document.querySelector("op-help").toggle());
    this.keysButton.classList.add("keys-button");
    this.append(
      make("a", { class: "page-name", href: "/o" }, "Operator"), make("span", { class: "show-words" }, this.showName, this.roleWord),
      make("cy-tally"), make("cy-people"), make("span", { class: "spring" }), make("cy-connection"),
      make("span", { class: "top-buttons", "data-lockable": true }, this.undo, this.redo, this.keysButton,
        make("a", { class: "icon-button health-link", href: "/h", title: "Health", "aria-label": "Health" }, "♥")),
      make("cy-lock"),
    );
  }

  refresh() {
    this.showName.textContent = store.show;
    this.roleWord.textContent = store.me.role;
    for (const [element, step, words] of [[this.undo, store.ownStep(false), "Undo mine"], [this.redo, store.ownStep(true), "Redo mine"]]) {
      element.disabled = step === undefined;
      element.title = step ? `${words}: ${step.words}` : `${words}: nothing`;
    }
  }
}
customElements.define("op-top", OpTop);
