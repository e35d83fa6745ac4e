// `cy-people`: who is here, by color and initials, the own chip first.
//
// In: people of the store. Out: chips. Not here: rings on controls (`element`). Invariant: the program itself is nobody.

import { CyElement, chip, make } from "./element.js";
import { store } from "../net/show.js";

/** More than these become a number. */
const MOST_CHIPS = 6;

export class CyPeople extends CyElement {
  get keys() {
    return ["people", "welcome"];
  }

  build() {
    this.setAttribute("role", "list");
    this.setAttribute("aria-label", "People here");
  }

  refresh() {
    const others = store.people.filter((person) => person.here && person.via !== "program" && person.id !== store.me.id);
    const shown = others.slice(0, MOST_CHIPS - 1);
    const chips = shown.map((person) => chip(person));
    if (store.me.name || store.isReady) {
      const own = chip(store.me, "You");
      own.classList.add("me");
      chips.unshift(own);
    }
    for (const one of chips) one.setAttribute("role", "listitem");
    const rest = others.length - shown.length;
    if (rest > 0) chips.push(make("span", { class: "chip more", role: "listitem" }, `+${rest}`));
    this.replaceChildren(...chips);
  }
}
customElements.define("cy-people", CyPeople);
