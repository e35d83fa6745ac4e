// `cy-looks`: stored looks as tiles, how fast they come, and the look of now as a new one.
//
// In: presets, history, goals. Out: recalls and saves. Not here: the tile (`preset_tile`), cues (the operator's).
// Invariant: "now" is the look that was recalled last, not taken back, and not changed by anyone since.

import { CyElement, make } from "../controls/element.js";
import { askText } from "../controls/keypad.js";
import { ask, store } from "../net/show.js";
import { FADES, chooseFade, fadeSecs, isCut } from "./fade.js";
import "../controls/preset_tile.js";
import "../controls/choice.js";

/** Name of the preset that a line of the history recalls; `null` for other lines. */
export function recalled(words) {
  return /^preset (.+)$/i.exec(words)?.[1] ?? null;
}

export class CyLooks extends CyElement {
  get keys() {
    return ["book", "history", "values", "snapshot", "fade", "welcome"];
  }

  build() {
    this.fade = make("cy-choice", { label: "Change in", quiet: "", options: FADES.map((pair) => pair.join("=")).join("|"), value: String(fadeSecs()), "data-do": "fade" });
    this.fade.addEventListener("pick", (event) => chooseFade(event.detail.value));
    this.tiles = make("div", { class: "tiles" });
    this.save = make("button", { type: "button", class: "save", "data-do": "save_preset", onclick: () => this.keep() },
      make("span", { class: "plus", "aria-hidden": "true" }, "+"), "Save this look");
    this.none = make("p", { class: "none" }, "Looks that you save stand here, one tap away.");
    this.append(make("div", { class: "head" }, make("h2", { class: "over" }, "Looks"), make("span", { class: "change over" }, "change in"), this.fade), this.tiles);
  }

  refresh() {
    const { presets } = store.book;
    const names = presets.map(({ name }) => name).join("\n");
    if (names !== this.names) {
      this.names = names;
      this.tiles.replaceChildren(...presets.map(({ name }) => this.tile(name)), this.save, ...(presets.length === 0 ? [this.none] : []));
    }
    const done = store.history.filter((line) => !line.undone);
    const last = done.findLast((line) => recalled(line.words) !== null);
    const active = last ? recalled(last.words) : null;
    const isChanged = last !== done[done.length - 1];
    const isFading = Object.keys(store.goals).length > 0;
    if (!isFading && this.going?.begun) this.going = null;
    if (isFading && this.going) this.going.begun = true;
    presets.forEach(({ name, thumbnail }, index) => {
      const tile = this.tiles.children[index];
      const isGoing = this.going?.name === name;
      if (thumbnail === null || thumbnail === undefined) tile.removeAttribute("thumbnail");
      else if (tile.getAttribute("thumbnail") !== String(thumbnail)) tile.setAttribute("thumbnail", thumbnail);
      tile.toggleAttribute("data-hold", isCut());
      tile.toggleAttribute("data-active", name === active && !isGoing);
      tile.toggleAttribute("data-changed", name === active && isChanged);
      tile.toggleAttribute("data-going", isGoing);
    });
    this.save.disabled = store.me.role === "viewer";
    this.toggleAttribute("data-cut", isCut());
  }

  tile(name) {
    const tile = make("cy-preset-tile", { name, "data-do": "recall_preset" });
    tile.addEventListener("fire", (event) => this.recall(tile, name, event.detail.held));
    return tile;
  }

  async recall(tile, name, held) {
    const fade = fadeSecs();
    tile.style.setProperty("--secs", `${fade}s`);
    this.going = fade > 0 ? { name, begun: false } : null;
    this.refresh();
    const answer = await ask("recall_preset", { name, fade }, held);
    // Nothing may differ: then nothing fades.
    setTimeout(() => this.going?.name === name && !this.going.begun && this.end(), answer.ok ? 600 : 0);
  }

  end() {
    this.going = null;
    this.refresh();
  }

  async keep() {
    const name = await askText("Save this look", "It keeps what the wall shows now, without holds, cameras or patterns.");
    if (name === null) return;
    const answer = await ask("save_preset", { name });
    if (answer.ok) store.tell("told", `Saved “${name}”.`);
  }
}
customElements.define("cy-looks", CyLooks);
