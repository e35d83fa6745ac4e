// `cy-tabs`: sections (`data-tab`) of which one is shown; a section without anything in it has no tab.
//
// In: its sections, `welcome`. Out: a row of tabs. Not here: what is in them. Invariant: one tab is open, and only that one.

import { CyElement, make } from "./element.js";

export class CyTabs extends CyElement {
  get keys() {
    return ["welcome", "snapshot"];
  }

  build() {
    this.sections = [...this.querySelectorAll(":scope > section")];
    this.row = make("div", { class: "tabs", role: "tablist", "aria-label": this.getAttribute("aria-label") ?? "" });
    this.tabs = this.sections.map((section, index) => {
      const name = section.dataset.tab;
      section.id ||= `tab-${name.toLowerCase()}`;
      section.setAttribute("role", "tabpanel");
      section.setAttribute("aria-label", name);
      return make("button", { type: "button", role: "tab", "aria-controls": section.id, "data-do": "tab", onclick: () => this.pick(index) }, name);
    });
    this.row.append(...this.tabs);
    this.row.addEventListener("keydown", (event) => this.arrow(event));
    this.prepend(this.row);
    this.picked = null;
  }

  /** Whether a section has anything to show: a control that hides itself counts for nothing. */
  static isFull(section) {
    return [...section.children].some((child) => !child.hidden);
  }

  refresh() {
    // Controls inside refresh on the same news; they are asked after them.
    queueMicrotask(() => {
      this.tabs.forEach((tab, index) => { tab.hidden = !CyTabs.isFull(this.sections[index]); });
      const isThere = this.picked !== null && !this.tabs[this.picked].hidden;
      this.open(isThere ? this.picked : Math.max(0, this.tabs.findIndex((tab) => !tab.hidden)));
    });
  }

  pick(index) {
    this.picked = index;
    this.open(index);
  }

  open(index) {
    this.tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
      this.sections[at].hidden = at !== index;
    });
  }

  arrow(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const there = this.tabs.filter((tab) => !tab.hidden);
    const to = there[(there.indexOf(document.activeElement) + by + there.length) % there.length];
    event.preventDefault();
    to.focus();
    to.click();
  }
}
customElements.define("cy-tabs", CyTabs);
