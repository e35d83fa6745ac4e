// `cy-back`: the ways back: own last step, the mark, and the mark itself.
//
// In: the history, the person's marks. Out: undo, redo, recall_mark, mark. Not here: others' steps (nobody takes those back for them).
// Invariant: each button says what it will do before it is pressed.

import { CyElement, make } from "../controls/element.js";
import { plainWords } from "../controls/plain.js";
import { ask, redo, store, undo } from "../net/show.js";
import { fadeSecs, isCut } from "./fade.js";
import "../controls/hold_button.js";

const UNDO_FADE_SECS = 0.5;

function now() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

export class CyBack extends CyElement {
  get keys() {
    return ["history", "snapshot", "fade", "welcome"];
  }

  build() {
    const button = (what, label, icon, fire, look = "") => {
      const one = make("cy-hold-button", { "data-do": what, label, icon, look });
      one.addEventListener("fire", (event) => fire(event.detail.held));
      return one;
    };
    this.undo = button("undo", "Undo", "↶", () => undo(UNDO_FADE_SECS));
    this.redo = button("redo", "Redo", "↷", () => redo(UNDO_FADE_SECS));
    this.recall = button("recall_mark", "Back to how it was", "⟲", (held) => this.goBack(held), "main");
    this.mark = button("mark", "I like this", "♥", () => this.like(), "good");
    this.append(this.undo, this.redo, this.recall, this.mark);
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.closest?.("input, dialog") || this.inert) return;
    event.preventDefault();
    if (event.shiftKey) redo(UNDO_FADE_SECS);
    else undo(UNDO_FADE_SECS);
  }

  async goBack(held) {
    const answer = await ask("recall_mark", { fade: fadeSecs() }, held);
    if (answer.ok) store.tell("told", this.marked ? `Back to your mark of ${this.marked}.` : "Back to how it was when you joined.");
  }

  async like() {
    const answer = await ask("mark");
    if (!answer.ok) return;
    this.marked = now();
    this.refresh();
    store.tell("told", "Kept. “Back to how it was” comes back to this.");
  }

  refresh() {
    const isViewer = store.me.role === "viewer";
    for (const [button, undone] of [[this.undo, false], [this.redo, true]]) {
      const line = store.ownStep(undone);
      button.setAttribute("detail", line ? plainWords(line.words) : "");
      button.toggleAttribute("disabled", line === undefined);
    }
    this.recall.setAttribute("detail", `${this.marked ? `your mark of ${this.marked}` : "when you joined"}${isCut() ? ", at once: hold" : `, in ${fadeSecs()} s`}`);
    this.recall.toggleAttribute("data-hold", isCut());
    this.recall.toggleAttribute("disabled", isViewer);
    this.mark.setAttribute("detail", this.marked ? `kept at ${this.marked}` : "keep this look");
    this.mark.toggleAttribute("disabled", isViewer);
  }
}
customElements.define("cy-back", CyBack);
