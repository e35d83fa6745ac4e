// `op-panels`: one panel at a time, chosen by tab; on narrow screens the cue list is one of them.
//
// In: taps, digits (through `open`). Out: the open panel; `data-tab` on the body. Not here: what panels hold.
// Invariant: every tab is on the screen at every size; a panel that is not open is not drawn.

import { CyElement, make } from "../controls/element.js";
import { recall, remember, store } from "../net/show.js";
import { changed } from "./groups.js";

const TABS = [
  ["cues", "Cues", null], ["banks", "Banks", "op-banks"], ["world", "World", "op-world"], ["frusta", "Frusta", "op-frusta"], ["cards", "Cards", "op-cards"],
  ["looks", "Looks", "op-presets"], ["takes", "Takes", "op-takes"], ["changed", "Changed", "op-changed"], ["history", "History", "op-history"],
  ["people", "People", "op-devices"],
];
const OPEN = "cyclorama_panel";

class OpPanels extends CyElement {
  get keys() {
    return ["values", "welcome", "snapshot"];
  }

  build() {
    this.tabs = new Map();
    this.pages = new Map();
    const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Panels" });
    TABS.forEach(([key, words, tag]) => {
      const count = make("small", { class: "count" });
      const tab = make("button", {
        type: "button", role: "tab", id: `tab-${key}`, "data-tab": key, "aria-controls": `panel-${key}`,
        onclick: () => this.open(key), onkeydown: (event) => this.arrow(event),
      }, words, count);
      this.tabs.set(key, { tab, count });
      list.append(tab);
      if (tag === null) return;
      const page = make("section", { class: "panel", role: "tabpanel", id: `panel-${key}`, "aria-labelledby": `tab-${key}`, hidden: true });
      page.tag = tag;
      this.pages.set(key, page);
    });
    this.append(list, make("div", { class: "panel-room" }, ...this.pages.values()));
    const stored = recall(OPEN);
    this.open(this.tabs.has(stored) ? stored : "banks", false);
  }

  /** Opens the panel of a key, or the panel of this number, from 1. */
  open(which, isChosen = true) {
    const key = typeof which === "number" ? TABS[which - 1]?.[0] : which;
    if (!this.tabs.has(key)) return;
    document.body.dataset.tab = key;
    if (isChosen) remember(OPEN, key);
    for (const [other, { tab }] of this.tabs) {
      tab.setAttribute("aria-selected", String(other === key));
      tab.tabIndex = other === key ? 0 : -1;
    }
    for (const [other, page] of this.pages) {
      page.hidden = other !== key;
      // Made when first opened, and gone while hidden: a hundred faders that nobody sees cost a tablet its battery.
      if (other === key && page.childElementCount === 0) page.append(make(page.tag));
      if (other !== key) page.replaceChildren();
    }
  }

  /** The element of the open panel. */
  get current() {
    return this.pages.get(document.body.dataset.tab)?.firstElementChild ?? null;
  }

  arrow(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const tabs = [...this.tabs.values()].map(({ tab }) => tab).filter((tab) => tab.offsetParent !== null);
    const at = tabs.indexOf(event.currentTarget);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    tabs[(at + by + tabs.length) % tabs.length].focus();
  }

  refresh() {
    const count = changed([...store.parameters.values()], store.values).length;
    const { count: element } = this.tabs.get("changed");
    element.textContent = count > 0 ? String(count) : "";
    element.setAttribute("aria-label", count > 0 ? `${count} not at default` : "");
  }
}
customElements.define("op-panels", OpPanels);
