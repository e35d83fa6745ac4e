// `hp-tiles`: the six figures that tell at a glance whether the show is well.
//
// In: health. Out: tiles with a mood, told by word as well as by color. Not here: moods (`advice.js`).
// Invariant: a figure that is not known is a dash, never a nought.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { moodOfFrame, moodOfRate, moodOfTracking } from "./advice.js";
import { ageOf, dropsOf } from "./minute.js";

const TILES = ["rate", "frame", "drops", "tracking", "light", "people"];
const NAMES = { rate: "Frame rate", frame: "Frame, p99", drops: "Dropped", tracking: "Tracking age", light: "Light", people: "Clients" };
const WORST = ["good", "warn", "bad"];

/** What each tile says: `{figure, unit, under, mood}` by name. */
export function tilesOf(health, isRolling) {
  const budget = health.rate > 0 ? 1000 / health.rate : null;
  const age = ageOf(health);
  const drops = dropsOf(health);
  const moods = (health.tracking ?? []).map(moodOfTracking);
  const worst = WORST[Math.max(0, ...moods.map((mood) => WORST.indexOf(mood)))];
  const states = (health.tracking ?? []).map((each) => `${each.camera} ${each.state || "no tracker"}`);
  const share = budget === null ? null : Math.round((100 * health.p99_ms) / budget);
  return {
    rate: { figure: health.fps.toFixed(1), unit: `of ${health.rate}`, under: { good: "in time", warn: "a little slow", bad: "too slow" }[moodOfRate(health)], mood: moodOfRate(health) },
    frame: { figure: health.p99_ms.toFixed(1), unit: "ms", under: share === null ? "" : `${share} % of ${budget.toFixed(1)} ms`, mood: moodOfFrame(health) },
    drops: { figure: String(drops), unit: "", under: `of ${health.frames} frames`, mood: drops > 0 ? "warn" : "good" },
    tracking: { figure: age === null ? "–" : age.toFixed(0), unit: age === null ? "" : "ms", under: states.join(", ") || "no cameras", mood: worst },
    light: {
      figure: { true: "ARMED", false: "DISARMED", null: "NO OUTPUTS" }[String(health.armed ?? null)], unit: "",
      under: isRolling ? "a take rolls" : "not rolling", mood: health.armed === false ? "warn" : "good",
    },
    people: { figure: String(health.clients ?? "–"), unit: "", under: "connected", mood: "good" },
  };
}

class HpTiles extends CyElement {
  get keys() {
    return ["health", "snapshot", "value:take/rolling"];
  }

  build() {
    this.tiles = new Map(TILES.map((key) => {
      const parts = { figure: make("b", {}), unit: make("small", {}), under: make("span", { class: "under" }) };
      const element = make(
        "section", { class: "tile", "data-tile": key }, make("h2", {}, NAMES[key]), make("p", { class: "figure" }, parts.figure, " ", parts.unit), parts.under,
      );
      this.append(element);
      return [key, { element, parts }];
    }));
  }

  refresh() {
    if (!store.health) return;
    const told = tilesOf(store.health, store.value("take/rolling") === true);
    for (const [key, { element, parts }] of this.tiles) {
      const { figure, unit, under, mood } = told[key];
      parts.figure.textContent = figure;
      parts.unit.textContent = unit;
      parts.under.textContent = under;
      element.dataset.mood = mood;
    }
  }
}
customElements.define("hp-tiles", HpTiles);
