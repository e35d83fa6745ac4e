// `cy-sun`: the sky from above; the sun is dragged over it, and words say where it is.
//
// In: `sky/sun_azimuth_deg`, `sky/sun_elevation_deg` (0 north, clockwise; height over the horizon), the sky of the last frame. Out: sets.
// Not here: where the sun is at a time (the server). Invariant: touching never jumps: a sun that runs by its clock is taken by hand
// where it stands; the centre is overhead, the rim the horizon.

import { CyElement, draw, make } from "../controls/element.js";
import { clamp } from "../controls/scale.js";
import { Wanted } from "../controls/wanted.js";
import { set, step, store } from "../net/show.js";
import { draggable, fromDome, onDome } from "./ring.js";

const AZIMUTH = "sky/sun_azimuth_deg";
const ELEVATION = "sky/sun_elevation_deg";
const MODE = "sky/mode";
const RADIUS = 84;
const COMPASS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

/** Where the sun is, in words. */
export function sunWords(azimuth, elevation) {
  const height = elevation < -0.5 ? "below the horizon" : elevation < 10 ? "very low" : elevation < 25 ? "low" : elevation < 55 ? "halfway up" : "high";
  return `${height}, ${COMPASS[Math.round((((azimuth % 360) + 360) % 360) / 45) % 8]}`;
}

export class CySun extends CyElement {
  get keys() {
    return ["welcome", "snapshot", `value:${AZIMUTH}`, `value:${ELEVATION}`, `value:${MODE}`, "touched", "health"];
  }

  build() {
    const circle = (share, name) => draw("circle", { r: RADIUS * share, class: name });
    const letters = ["N", "E", "S", "W"].map((letter, index) => {
      const [x, y] = onDome(index * 90, 0);
      const text = draw("text", { x: x * 95, y: y * 95 + 4 });
      text.textContent = letter;
      return text;
    });
    this.beam = draw("line", { x1: 0, y1: 0, class: "beam" });
    this.disc = draw("g", { class: "sun" }, draw("circle", { r: 22, class: "glow" }), draw("circle", { r: 12, class: "disc" }));
    this.svg = draw("svg", { viewBox: "-104 -104 208 208", tabindex: "0", role: "application", "aria-label": "Sun: drag, or arrow keys for direction and height" },
      circle(1, "sky"), circle(2 / 3, "high"), circle(1 / 3, "high"), ...letters, draw("circle", { r: 3, class: "mark" }), this.beam, this.disc);
    this.words = make("p", { class: "where", role: "status" });
    this.numbers = make("p", { class: "numbers" });
    const nudge = (arrow, word, path, by) => make("button",
      { type: "button", "data-path": path, "data-do": by < 0 ? "minus" : "plus", onclick: () => this.nudge(path, by) },
      make("span", { "aria-hidden": "true" }, arrow), make("small", {}, word));
    this.append(this.svg, make("div", { class: "side" }, this.words, this.numbers,
      make("div", { class: "nudges" }, nudge("▲", "Higher", ELEVATION, 2), nudge("▼", "Lower", ELEVATION, -2),
        nudge("◀", "Around", AZIMUTH, -5), nudge("▶", "Around", AZIMUTH, 5))));
    this.own = new Wanted(() => [AZIMUTH, ELEVATION], () => this.isConnected && this.refresh());
    draggable(this.svg, {
      may: () => store.may(AZIMUTH) && store.may(ELEVATION),
      begin: () => { this.at = onDome(...this.seen); this.own.begin(); },
      move: (dx, dy, _event, isFine) => this.move(dx, dy, isFine),
      end: () => this.own.end(),
    });
    this.svg.addEventListener("keydown", (event) => this.key(event));
  }

  /** Azimuth and elevation as they are drawn now. */
  get seen() {
    const sun = store.health?.sky?.sun;
    if (this.isByHand || !sun) return [store.goal(AZIMUTH) ?? 0, store.goal(ELEVATION) ?? 0];
    return [sun.azimuth_deg, sun.elevation_deg];
  }

  get isByHand() {
    return !store.parameters.has(MODE) || store.goal(MODE) === "manual";
  }

  /** From the clock into the hand, where it stands. */
  async take() {
    if (this.isByHand) return;
    const [azimuth, elevation] = this.seen;
    await Promise.all([set(AZIMUTH, azimuth), set(ELEVATION, elevation), set(MODE, "manual")]);
  }

  async nudge(path, by) {
    await this.take();
    step(path, by, 1);
  }

  move(dx, dy, isFine) {
    if (!this.isByHand) this.take();
    // The view box is 208 wide, the dome's radius 84 of it.
    const scale = (208 / RADIUS) * (isFine ? 0.1 : 1);
    this.at = [this.at[0] + dx * scale, this.at[1] + dy * scale];
    const [least, most] = store.range(ELEVATION);
    const [azimuth, elevation] = fromDome(...this.at, Math.max(least, -10));
    this.own.want([azimuth, clamp(elevation, least, most)]);
  }

  key(event) {
    const by = event.shiftKey ? 0.5 : 2;
    const move = { ArrowUp: [ELEVATION, by], ArrowDown: [ELEVATION, -by], ArrowLeft: [AZIMUTH, -by], ArrowRight: [AZIMUTH, by] }[event.key];
    if (!move || !store.may(move[0])) return;
    event.preventDefault();
    this.nudge(...move);
  }

  refresh() {
    const isThere = store.parameters.has(AZIMUTH) && store.parameters.has(ELEVATION);
    this.hidden = !isThere;
    if (!isThere) return;
    const shown = this.isByHand ? [store.value(AZIMUTH) ?? 0, store.value(ELEVATION) ?? 0] : this.seen;
    const [azimuth, elevation] = this.own.values ?? shown;
    if (this.own.isTrue) this.own.forget();
    const [x, y] = onDome(azimuth, elevation).map((part) => part * RADIUS);
    this.disc.setAttribute("transform", `translate(${x} ${y})`);
    this.beam.setAttribute("x2", x);
    this.beam.setAttribute("y2", y);
    for (const button of this.querySelectorAll("button")) button.disabled = !store.may(button.dataset.path);
    this.svg.classList.toggle("down", elevation < 0);
    const words = sunWords(azimuth, elevation);
    this.words.textContent = words.charAt(0).toUpperCase() + words.slice(1);
    this.numbers.textContent = `${elevation.toFixed(1).replace("-", "\u2212")}° high · ${azimuth.toFixed(0)}°`;
  }
}
customElements.define("cy-sun", CySun);
