// `op-banks`: every parameter of the show, by group, by search, or those with a star.
//
// In: the registry. Out: rows of controls. Not here: what a row is (`parameter_row.js`), grouping and search (`groups.js`).
// Invariant: generated: a parameter that is added to the registry stands here without a change; only the open bank is on the page.

import { CyElement, make } from "../controls/element.js";
import { recall, remember, store } from "../net/show.js";
import { favourites } from "./favourites.js";
import { groups, search } from "./groups.js";

const OPEN = "cyclorama_bank";
const STARRED = "*";
const LIMITED = "limits";
/** Rows of a search; more are no answer. */
const MOST_FOUND = 40;

class OpBanks extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "bounds"];
  }

  connectedCallback() {
    super.connectedCallback();
    this.leaveStars = favourites.on(() => this.refresh());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.leaveStars();
  }

  build() {
    this.open = recall(OPEN) ?? "grade";
    this.find = make("input", {
      type: "search", class: "find", placeholder: "Search parameters", "aria-label": "Search parameters", autocomplete: "off",
      oninput: () => this.refresh(),
    });
    this.names = make("nav", { class: "bank-names", "aria-label": "Groups" });
    this.pick = make("select", { class: "bank-pick", "aria-label": "Group", onchange: () => this.choose(this.pick.value) });
    this.heading = make("h3", { class: "bank-title" });
    this.rows = make("div", { class: "bank-rows" });
    this.append(
      make("div", { class: "bank-head" }, this.find, this.pick),
      make("div", { class: "bank-body" }, this.names, make("div", { class: "bank-page" }, this.heading, this.rows)),
    );
  }

  /** Puts the keyboard into the search. */
  search() {
    this.find.focus();
    this.find.select();
  }

  choose(key) {
    this.open = key;
    remember(OPEN, key);
    this.find.value = "";
    this.refresh();
  }

  refresh() {
    const parameters = [...store.parameters.values()];
    const banks = [
      { key: STARRED, title: "★ Favourites", parameters: favourites.all.map((path) => store.parameters.get(path)).filter(Boolean) },
      { key: LIMITED, title: "⇤⇥ Directors' limits", parameters: parameters.filter((parameter) => store.bounds[parameter.path]) },
      ...groups(parameters),
    ];
    const open = banks.find((bank) => bank.key === this.open) ?? banks[2] ?? banks[0];
    this.showNames(banks, open);
    const text = this.find.value.trim();
    if (text === "") {
      const empty = { [STARRED]: "No favourites yet: the star of a row puts it here.", [LIMITED]: "Directors may use every look's whole range." };
      this.showRows(open.title, open.parameters, empty[open.key] ?? "");
      return;
    }
    const found = search(parameters, text);
    const more = found.length > MOST_FOUND ? `, first ${MOST_FOUND} shown` : "";
    this.showRows(`${found.length} found${more}`, found.slice(0, MOST_FOUND), "Nothing has all of these words in its path or description.");
  }

  showNames(banks, open) {
    const state = JSON.stringify([banks.map(({ key, parameters }) => [key, parameters.length]), open.key, this.find.value.trim() === ""]);
    if (state === this.shownNames) return;
    this.shownNames = state;
    const isCurrent = (bank) => bank === open && this.find.value.trim() === "";
    this.names.replaceChildren(...banks.map((bank) => make(
      "button", { type: "button", "aria-current": isCurrent(bank) ? "true" : null, onclick: () => this.choose(bank.key) },
      make("span", {}, bank.title), make("small", {}, String(bank.parameters.length)),
    )));
    this.names.querySelector("[aria-current]")?.scrollIntoView?.({ block: "nearest" });
    this.pick.replaceChildren(...banks.map((bank) => make("option", { value: bank.key, selected: bank === open }, `${bank.title} (${bank.parameters.length})`)));
  }

  showRows(title, parameters, nothing) {
    this.heading.textContent = title;
    const paths = parameters.map((parameter) => parameter.path).join(" ") + store.epoch;
    if (paths === this.shownPaths && parameters.length > 0) return;
    this.shownPaths = paths;
    const rows = parameters.map((parameter) => make("op-parameter", { "data-path": parameter.path }));
    this.rows.replaceChildren(...(rows.length > 0 ? rows : [make("p", { class: "quiet" }, nothing)]));
  }
}
customElements.define("op-banks", OpBanks);
