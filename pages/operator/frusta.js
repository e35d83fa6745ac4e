// `op-frusta`: one card a camera: its inner frustum, its tracking, its holds and trims.
//
// In: the show's cameras, `inner/<camera>/*`, `tracking/<camera>/*`, the health's tracking. Out: rows of controls.
// Not here: the controls. Invariant: a path that this show lacks is left out, never shown empty.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";

const FIRST = ["inner/*/on", "inner/*/hold", "tracking/*/hold", "tracking/*/predict", "inner/*/mode"];
const NUMBERS = ["inner/*/overscan_percent", "inner/*/soft_edge_percent", "tracking/*/latency_ms", "inner/*/trim_ev", "inner/*/temperature_k", "inner/*/tint_duv"];
const NAMES = {
  "inner/*/on": "Inner frustum", "inner/*/hold": "Hold the frustum", "tracking/*/hold": "Hold the pose", "tracking/*/predict": "Predict",
  "inner/*/mode": "Shows", "inner/*/overscan_percent": "Overscan", "inner/*/soft_edge_percent": "Soft edge", "tracking/*/latency_ms": "Latency",
  "inner/*/trim_ev": "Trim", "inner/*/temperature_k": "Temperature", "inner/*/tint_duv": "Tint",
};
const SHARED = ["inner/hero", "outer/hold", "outer/every_nth", "world/hold_time"];

class OpFrusta extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "health"];
  }

  build() {
    this.cards = make("div", { class: "camera-cards" });
    this.append(make("h2", { class: "panel-title" }, "Frusta"), this.cards);
    this.lamps = new Map();
  }

  refresh() {
    const made = `${store.epoch} ${store.cameras.join(" ")}`;
    if (made !== this.made && store.parameters.size > 0) {
      this.made = made;
      this.lamps.clear();
      this.cards.replaceChildren(...store.cameras.map((camera) => this.card(camera)), this.outer());
    }
    for (const tracking of store.health?.tracking ?? []) {
      const lamp = this.lamps.get(tracking.camera);
      if (!lamp) continue;
      const age = Number.isFinite(tracking.age_ms) ? ` · ${Math.round(tracking.age_ms)} ms` : "";
      lamp.textContent = `${tracking.state || "no tracker"}${age}${tracking.fault ? ` · ${tracking.fault}` : ""}`;
      lamp.dataset.mood = tracking.fault ? "bad" : tracking.state === "live" || !tracking.state ? "good" : "warn";
    }
  }

  card(camera) {
    const lamp = make("span", { class: "lamp-words" });
    this.lamps.set(camera, lamp);
    const rows = (patterns) => patterns.filter((pattern) => store.parameters.has(pattern.replace("*", camera)))
      .map((pattern) => make("op-parameter", { "data-path": pattern.replace("*", camera), label: NAMES[pattern] }));
    return make(
      "section", { class: "camera-card", "data-camera": camera },
      make("h3", {}, `Camera ${camera}`, lamp),
      make("div", { class: "switches" }, ...rows(FIRST)),
      make("div", { class: "numbers" }, ...rows(NUMBERS)),
    );
  }

  outer() {
    const rows = SHARED.filter((path) => store.parameters.has(path)).map((path) => make("op-parameter", { "data-path": path }));
    return make("section", { class: "camera-card" }, make("h3", {}, "All cameras and the outer frustum"), make("div", { class: "switches" }, ...rows));
  }
}
customElements.define("op-frusta", OpFrusta);
