// `cy-takes`: takes, newest first; what is different now, in words; the way back to any of them.
//
// In: the book's takes. Out: compares and matches; ROLL, CUT and BACK TO ONE where the role allows. Not here: the tally.
// Invariant: words of a difference are asked for anew each time a take is opened.

import { CyElement, make } from "../controls/element.js";
import { askText } from "../controls/keypad.js";
import { ask, store } from "../net/show.js";
import { fadeSecs, isCut } from "./fade.js";
import "../controls/hold_button.js";

export class CyTakes extends CyElement {
  get keys() {
    return ["book", "snapshot", "fade", "value:take/rolling", "welcome"];
  }

  build() {
    this.slate = make("div", { class: "slate" });
    this.roll = make("cy-hold-button", { look: "air", "data-do": "roll" });
    this.roll.addEventListener("fire", () => ask(store.value("take/rolling") ? "cut" : "roll"));
    this.again = make("cy-hold-button", { "data-do": "back_to_one", label: "Back to one", detail: "the world as at the last ROLL", "data-hold": "" });
    this.again.addEventListener("fire", (event) => ask("back_to_one", {}, event.detail.held));
    this.own = make("div", { class: "own" }, this.roll, this.again);
    this.list = make("ul", { class: "takes" });
    this.none = make("p", { class: "none" }, "No take yet. Each ROLL keeps the look and the world, so that you can come back to it.");
    this.append(this.own, this.list, this.none);
  }

  refresh() {
    const takes = [...store.book.takes].reverse();
    const isRolling = store.value("take/rolling") === true;
    const isOpen = takes.some((take) => take.id === this.opened);
    this.own.hidden = store.me.role === "viewer" || isOpen;
    this.roll.hidden = !store.may("take/rolling");
    this.roll.setAttribute("label", isRolling ? "CUT" : "ROLL");
    this.again.toggleAttribute("disabled", takes.length === 0);
    this.none.hidden = takes.length > 0;
    const made = JSON.stringify([takes, this.opened, this.words, fadeSecs(), store.me.role]);
    if (made === this.made) return;
    this.made = made;
    const hadFocus = this.list.contains(document.activeElement) ? document.activeElement.dataset.take : null;
    // One take at a time, with its difference; the way back is its own head.
    this.list.replaceChildren(...takes.filter((take) => !isOpen || take.id === this.opened).map((take) => this.row(take)));
    if (hadFocus) this.list.querySelector(`[data-take="${hadFocus}"]`)?.focus();
  }

  row(take) {
    const isOpen = this.opened === take.id;
    const state = take.end_frame === null || take.end_frame === undefined ? "rolling" : take.drops > 0 ? `${take.drops} dropped` : "clean";
    const open = make("button", { type: "button", class: "take", "aria-expanded": String(isOpen), "data-take": take.id, "data-do": "open_take", onclick: () => this.open(take.id) },
      make("b", {}, isOpen ? `‹ ${take.label}` : take.label), make("span", { class: "note" }, take.note), make("span", { class: "state" }, state));
    const row = make("li", {}, open);
    if (!isOpen) return row;
    const match = make("cy-hold-button", { label: "Match", detail: isCut() ? "at once: hold" : `in ${fadeSecs()} s`, "data-do": "match_take" });
    match.toggleAttribute("data-hold", isCut());
    match.toggleAttribute("disabled", store.me.role === "viewer");
    match.addEventListener("fire", (event) => ask("match_take", { take: take.id, fade: fadeSecs() }, event.detail.held));
    const note = make("button", { type: "button", class: "quiet", "data-do": "note_take", onclick: () => this.note(take) }, "Note");
    note.disabled = store.me.role === "viewer";
    row.append(make("div", { class: "open" },
      make("div", { class: "words" }, make("p", { class: "over" }, "From now to this take"), this.difference()),
      make("div", { class: "do" }, match, note)));
    return row;
  }

  async note(take) {
    const note = await askText(`Note on ${take.label}`, "A word for later: what was good, what was not.", take.note);
    if (note !== null) ask("note_take", { take: take.id, note });
  }

  difference() {
    if (this.words === undefined) return make("p", {}, "Comparing …");
    if (this.words.length === 0) return make("p", {}, "Nothing is different.");
    return make("ul", {}, ...this.words.map((words) => make("li", {}, words.replaceAll("->", "→"))));
  }

  async open(id) {
    this.opened = this.opened === id ? null : id;
    this.words = undefined;
    this.refresh();
    if (this.opened === null) return;
    const answer = await ask("compare", { from: "now", to: `take:${id}` });
    if (this.opened !== id) return;
    this.words = answer.ok ? (answer.words ?? []) : [answer.why ?? "That could not be compared."];
    this.refresh();
  }
}
customElements.define("cy-takes", CyTakes);
