// `op-presets`: looks: recall with a fade, save under a name, delete.
//
// In: the book. Out: asks. Not here: what a look holds (`params::stored`).
// Invariant: a snap (no fade) and a delete want a hold; replacing a look of the same name asks first.

import { CyElement, make } from "../controls/element.js";
import { ask, store } from "../net/show.js";
import { mayDo } from "../net/store.js";
import { fadeChoice } from "./fade_choice.js";

class OpPresets extends CyElement {
  get keys() {
    return ["book", "welcome", "snapshot"];
  }

  build() {
    this.fade = fadeChoice("cyclorama_preset_fade", () => this.refresh());
    this.name = make("input", { type: "text", maxlength: 60, autocomplete: "off", "aria-label": "Name of the look" });
    this.save = make("cy-hold-button", { label: "Save look", look: "main" });
    this.save.addEventListener("fire", (event) => this.store(event.detail.held));
    this.name.addEventListener("input", () => this.refresh());
    this.name.addEventListener("keydown", (event) => event.key === "Enter" && !this.exists && this.store(false));
    this.tiles = make("div", { class: "look-tiles" });
    this.nothing = make("p", { class: "quiet" }, "No looks yet. Set the wall as you like it, give it a name, save.");
    this.append(
      make("h2", { class: "panel-title" }, "Looks"),
      make("div", { class: "save-row" }, make("label", { class: "field wide" }, make("span", {}, "Save the look as"), this.name), this.save),
      this.fade.element, this.nothing, this.tiles,
    );
  }

  get exists() {
    return store.book.presets.some((preset) => preset.name === this.name.value.trim());
  }

  async store(held) {
    const name = this.name.value.trim();
    if (name === "") {
      this.name.focus();
      return;
    }
    const answer = await ask("save_preset", { name }, held);
    if (!answer.ok) return;
    this.name.value = "";
    store.tell("told", `Saved “${name}”.`);
    this.refresh();
  }

  refresh() {
    const may = mayDo(store.me.role, "director");
    this.save.toggleAttribute("data-hold", this.exists);
    this.save.setAttribute("label", this.exists ? "Replace" : "Save look");
    this.save.setAttribute("detail", this.exists ? "hold: a look has this name" : "");
    this.save.toggleAttribute("disabled", !may || this.name.value.trim() === "");
    const isSnap = this.fade.secs() < 1;
    const state = JSON.stringify([store.book.presets, may, isSnap, store.book.cues.map((cue) => cue.preset)]);
    this.nothing.hidden = store.book.presets.length > 0;
    if (state === this.shown) return;
    this.shown = state;
    this.tiles.replaceChildren(...store.book.presets.map((preset) => this.tile(preset, may, isSnap)));
  }

  tile(preset, may, isSnap) {
    const used = store.book.cues.filter((cue) => cue.preset === preset.name).length;
    const recall = make("cy-hold-button", {
      label: preset.name, detail: isSnap ? "hold: snaps" : used > 0 ? `in ${used} ${used === 1 ? "cue" : "cues"}` : "", look: "look",
      "data-hold": isSnap, disabled: !may,
    });
    recall.addEventListener("fire", (event) => ask("recall_preset", { name: preset.name, fade: this.fade.secs() }, event.detail.held));
    const remove = make("cy-hold-button", { label: "✕", look: "quiet", "data-hold": true, disabled: !may, title: `Delete ${preset.name}: hold` });
    remove.addEventListener("fire", () => ask("delete_preset", { name: preset.name }, true));
    const picture = preset.thumbnail === null || preset.thumbnail === undefined
      ? make("span", { class: "no-picture", "aria-hidden": "true" })
      : make("img", { alt: "", loading: "lazy", src: `/api/v1/presets/${encodeURIComponent(preset.name)}/thumbnail?rev=${preset.thumbnail}` });
    return make("div", { class: "look-tile", "data-name": preset.name }, picture, make("div", { class: "look-row" }, recall, remove));
  }
}
customElements.define("op-presets", OpPresets);
