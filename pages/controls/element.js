// What all controls share: making elements, following the store while on the page, and a parameter's common states.
//
// In: `data-path`, the store. Out: base classes. Not here: looks (`style.css`), any one control.
// Invariant: an element that left the page listens to nothing.

import { initials } from "../net/store.js";
import { store } from "../net/show.js";

/** An element with attributes, listeners (`onclick`) and children. `null` children are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** The same in SVG. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A chip with somebody's color and initials. */
export function chip(person, label = person.name) {
  return make(
    "span", { class: "chip", "data-person": store.color(person.id), title: `${person.name}, ${person.role}` },
    make("b", { "aria-hidden": "true" }, initials(person.name)), make("span", {}, label),
  );
}

/** An element that builds itself once and follows the store while it is on the page. */
export class CyElement extends HTMLElement {
  /** Keys of the store that `refresh` depends on. */
  get keys() {
    return [];
  }

  connectedCallback() {
    if (!this.isBuilt) {
      this.isBuilt = true;
      this.build();
    }
    this.leave = store.on(this.keys, () => this.refresh());
    this.refresh();
  }

  disconnectedCallback() {
    this.leave?.();
  }

  build() {}

  refresh() {}
}

/** A control of one parameter (`data-path`): gone where the show has none, ringed while somebody else moves it. */
export class CyParameter extends CyElement {
  get path() {
    return this.dataset.path;
  }

  get parameter() {
    return store.parameters.get(this.path);
  }

  get keys() {
    return ["welcome", "snapshot", "touched", "bounds", "people", `value:${this.path}`];
  }

  refresh() {
    const parameter = this.parameter;
    this.hidden = parameter === undefined;
    if (!parameter || !store.isReady) return;
    const mover = store.mover(this.path);
    this.toggleAttribute("data-locked", mover !== null);
    if (mover) {
      this.dataset.person = store.color(mover.id);
      this.dataset.mover = initials(mover.name);
    } else {
      delete this.dataset.person;
      delete this.dataset.mover;
    }
    this.toggleAttribute("data-denied", !store.may(this.path));
    this.show(parameter, store.value(this.path), store.goal(this.path));
  }

  /** Shows a value and where it is going. */
  show(_parameter, _value, _goal) {}
}
