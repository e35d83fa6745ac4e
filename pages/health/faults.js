// `hp-faults`: the show's own notes, then what the figures say, in sentences with what to do.
//
// In: notes, health. Out: a list, worst first. Not here: the sentences (`advice.js`, the server).
// Invariant: nothing wrong is said too, so that an empty list is no doubt.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { advice } from "./advice.js";

const SIGNS = { bad: "✖", warn: "▲" };

class HpFaults extends CyElement {
  get keys() {
    return ["health", "notes", "snapshot"];
  }

  build() {
    this.list = make("ul", { class: "faults", role: "status" });
    this.append(make("h2", {}, "Notes and faults"), this.list);
  }

  refresh() {
    const notes = store.notes.map((words) => ({ mood: /^Held:/.test(words) ? "warn" : "bad", words }));
    const told = store.health ? advice(store.health) : [];
    // The server's notes may say what the figures say.
    const all = [...notes, ...told.filter(({ words }) => !notes.some((note) => words.includes(note.words)))];
    const state = JSON.stringify(all);
    if (state === this.shown) return;
    this.shown = state;
    const lines = all.map(({ mood, words }) => make("li", { "data-mood": mood }, make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[mood]), make("span", {}, words)));
    this.list.replaceChildren(...(lines.length > 0 ? lines : [make("li", { "data-mood": "good" }, make("span", { class: "sign", "aria-hidden": "true" }, "✔"), "Nothing is wrong.")]));
  }
}
customElements.define("hp-faults", HpFaults);
