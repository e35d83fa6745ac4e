// Favourite parameters of this device.
//
// In: paths. Out: the same after a reload of the page. Not here: stars (`parameter_row.js`).
// Invariant: what storage holds is never trusted: anything but a list of words is an empty list.

import { recall, remember } from "../net/show.js";

const KEY = "cyclorama_favourites";

/** Paths of a stored text. */
export function parse(text) {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((path) => typeof path === "string") : [];
  } catch {
    return [];
  }
}

class Favourites {
  #paths = new Set(parse(recall(KEY)));
  #listeners = new Set();

  has(path) {
    return this.#paths.has(path);
  }

  /** In the order in which they were chosen. */
  get all() {
    return [...this.#paths];
  }

  toggle(path) {
    if (!this.#paths.delete(path)) this.#paths.add(path);
    remember(KEY, JSON.stringify(this.all));
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each change; returns what ends it. */
  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const favourites = new Favourites();
