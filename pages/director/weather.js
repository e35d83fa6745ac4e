// `cy-metar`: a weather report of an airfield, pasted, becomes the weather. `cy-moving`: what of the sky moves by itself.
// `cy-key`: what the key lamp has to be, for the wall cannot be the sun.
//
// In: text; `sky/mode`; the sky of the last frame. Out: sets. Not here: reading the report (the server), faders of the weather (`fader`).
// Invariant: a report goes in over the seconds that looks take, as one step that can be undone.

import { CyElement, CyParameter, make } from "../controls/element.js";
import { askText } from "../controls/keypad.js";
import { set, store } from "../net/show.js";
import { fadeSecs } from "./fade.js";

/** A report with all its remarks. */
const MOST_CHARACTERS = 400;
const REPORT = "weather/metar";
const MODE = "sky/mode";

/** The modes in a director's words. */
export const MODES = {
  astronomical: "Runs",
  manual: "By hand",
  hold_sun: "Hold sun",
  hold_clouds: "Hold clouds",
  hold_all: "Hold all",
};

export class CyMetar extends CyElement {
  get keys() {
    return ["welcome", "snapshot"];
  }

  build() {
    this.button = make("button", { type: "button", "data-do": "metar", onclick: () => this.paste() }, "Paste a weather report (METAR)");
    this.append(this.button);
  }

  refresh() {
    this.hidden = !store.parameters.has("weather/cloud_cover");
    this.button.disabled = store.me.role === "viewer";
  }

  async paste() {
    const about = "A METAR, as in: KPSP 102353Z 30012G20KT 10SM FEW080 SCT250 33/04 A2987";
    const text = await askText("Weather report", about, "", MOST_CHARACTERS);
    if (text === null) return;
    const answer = await set(REPORT, text, { fade: fadeSecs() });
    if (answer.ok) store.tell("told", "The weather is on its way to that report.");
  }
}
customElements.define("cy-metar", CyMetar);

export class CyMoving extends CyParameter {
  build() {
    this.choice = make("cy-choice", { label: "Sky", quiet: "", "data-do": "mode" });
    this.choice.addEventListener("pick", (event) => set(MODE, event.detail.value).then((answer) => answer.ok || this.refresh()));
    this.append(this.choice);
  }

  show(parameter, value) {
    this.choice.setAttribute("options", parameter.options.map((word) => `${word}=${MODES[word] ?? word}`).join("|"));
    this.choice.setAttribute("value", value);
  }
}
customElements.define("cy-moving", CyMoving);

/** The key lamp in words: where from, how warm, how strong beside the wall's fill. */
export function keyWords(key) {
  if (!key || key.lux < 0.01) return "No key light: the sky alone.";
  const side = Math.abs(key.azimuth_deg) < 5 ? "straight over the wall" : `${Math.abs(key.azimuth_deg).toFixed(0)}\u00b0 ${key.azimuth_deg > 0 ? "left" : "right"} of the wall`;
  const ratio = key.key_to_fill >= 10 ? key.key_to_fill.toFixed(0) : key.key_to_fill.toFixed(1);
  return `${key.body === "moon" ? "Moon" : "Sun"} lamp: ${key.elevation_deg.toFixed(0)}\u00b0 high, ${side}, ${Math.round(key.cct_k / 50) * 50} K, key to fill ${ratio} : 1`;
}

export class CyKey extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "health"];
  }

  build() {
    this.words = make("p", { class: "key" });
    this.append(this.words);
  }

  refresh() {
    const sky = store.health?.sky;
    this.hidden = !sky;
    if (!sky) return;
    this.words.textContent = `${sky.local_clock.slice(0, 5)} \u00b7 ${keyWords(sky.key)}`;
  }
}
customElements.define("cy-key", CyKey);
