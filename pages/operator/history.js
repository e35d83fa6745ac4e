// `op-history`: the undo list: who did what, newest first; taken back ones are struck through. Everybody's Undo is their own.
//
// In: history lines. Out: undo and redo of the person's own steps. Not here: which step that is (`params::history`).
// Invariant: the button says what it will take back before it is pressed; nobody can take back another's step here.

import { CyElement, chip, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { rateOf } from "./cues.js";
import { takeBack } from "./take_back.js";

/** Lines on the page; the server keeps more. */
const MOST = 120;

class OpHistory extends CyElement {
  get keys() {
    return ["history", "people", "welcome", "snapshot"];
  }

  build() {
    const button = (words, action) => {
      const step = make("span", { class: "detail" });
      const element = make("button", { type: "button", class: "big", onclick: action }, make("span", { class: "label" }, words), step);
      return { element, step };
    };
    this.undo = button("Undo mine", () => takeBack());
    this.redo = button("Redo mine", () => takeBack(true));
    this.isMine = false;
    this.mine = make("button", { type: "button", class: "only-mine", "aria-pressed": "false", onclick: () => this.filter() }, "Only mine");
    this.rows = make("ol", { class: "history-rows" });
    this.nothing = make("p", { class: "quiet" }, "Nothing has been changed yet.");
    this.append(
      make("div", { class: "panel-head" }, make("h2", { class: "panel-title" }, "History"), this.mine),
      make("div", { class: "history-buttons" }, this.undo.element, this.redo.element),
      this.nothing, this.rows,
    );
  }

  filter() {
    this.isMine = !this.isMine;
    this.mine.setAttribute("aria-pressed", String(this.isMine));
    this.refresh();
  }

  refresh() {
    for (const [button, step] of [[this.undo, store.ownStep(false)], [this.redo, store.ownStep(true)]]) {
      button.element.disabled = step === undefined;
      button.step.textContent = step?.words ?? "nothing of yours";
    }
    const lines = store.history.filter((line) => !this.isMine || line.by === store.me.id);
    this.nothing.hidden = lines.length > 0;
    this.rows.replaceChildren(...lines.slice(-MOST).reverse().map((line) => this.row(line)));
  }

  row(line) {
    const person = store.person(line.by);
    const isOwn = line.by === store.me.id;
    return make(
      "li", { class: `${line.undone ? "undone" : ""} ${isOwn ? "own" : ""}`, "data-step": line.step, "data-by": line.by },
      chip(person, isOwn ? "You" : person.name),
      line.undone ? make("s", {}, line.words) : make("span", { class: "line-words" }, line.words),
      make("small", {}, line.undone ? "taken back" : this.age(line.frame)),
    );
  }

  age(frame) {
    const rate = rateOf(store);
    if (!(rate > 0)) return "";
    const secs = Math.max(0, Math.round((store.frame - frame) / rate));
    if (secs < 60) return secs < 2 ? "now" : `${secs} s ago`;
    return secs < 3600 ? `${Math.floor(secs / 60)} min ago` : `${Math.floor(secs / 3600)} h ago`;
  }
}
customElements.define("op-history", OpHistory);
