// `cy-world`: turn the world around the stage, travel through it, let the sun come along, freeze it.
//
// In: `world/*`. Out: sets and steps. Not here: the sun itself (`sun`).
// Invariant: the ring turns as the world is seen to turn: clockwise is the stage's turn to the left.

import { CyElement, CyParameter, draw, make } from "../controls/element.js";
import { askNumber } from "../controls/keypad.js";
import { clamp, keyed } from "../controls/scale.js";
import { Wanted } from "../controls/wanted.js";
import { reset, set, step, store } from "../net/show.js";
import { draggable, bearing, turn } from "./ring.js";
import "../controls/switch.js";

const STEP_M = 0.5;
const FADE_SECS = 1;
const DOUBLE_TAP_MS = 350;

/** A turn in words. */
function turned(degrees) {
  const size = Math.abs(degrees);
  if (size < 0.05) return "0°";
  return `${size.toFixed(size < 10 ? 1 : 0)}° ${degrees > 0 ? "left" : "right"}`;
}

class CyTurn extends CyParameter {
  build() {
    const ticks = Array.from({ length: 36 }, (_, index) => draw("line", {
      x1: 0, x2: 0, y1: -88, y2: index % 9 === 0 ? -70 : index % 3 === 0 ? -78 : -83, transform: `rotate(${index * 10})`, class: index % 9 === 0 ? "far" : "tick",
    }));
    this.ring = draw("g", { class: "ring" }, draw("circle", { r: 88 }), ...ticks, draw("path", { d: "M0 -68 l7 14 h-14z", class: "north" }));
    const hint = draw("text", { y: 50, class: "hint" });
    hint.textContent = "turn the world";
    this.svg = draw("svg", { viewBox: "-100 -100 200 200", role: "slider", tabindex: "0", "aria-label": "Turn the world" }, this.ring,
      draw("path", { d: "M-42 -26 Q0 -50 42 -26", class: "wall" }), hint);
    this.number = make("button", { type: "button", class: "number", "data-do": "type", onclick: () => this.type() });
    this.append(this.svg, this.number);
    this.own = new Wanted(() => [this.path], () => this.isConnected && this.refresh());
    draggable(this.svg, {
      may: () => store.may(this.path),
      begin: (event) => { this.own.begin(); this.angle = this.angleOf(event); },
      move: (_dx, _dy, event, isFine) => this.move(event, isFine),
      end: (isDrag, event) => this.end(isDrag, event),
    });
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("keyup", () => this.own.end());
  }

  angleOf(event) {
    const box = this.svg.getBoundingClientRect();
    return bearing(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
  }

  get wanted() {
    return this.own.values?.[0] ?? store.goal(this.path);
  }

  move(event, isFine) {
    const angle = this.angleOf(event);
    this.own.want([clamp(this.wanted + turn(this.angle, angle) * (isFine ? 0.1 : 1), ...store.range(this.path))]);
    this.angle = angle;
  }

  end(isDrag, event) {
    if (isDrag) this.own.end();
    else if (event.timeStamp - (this.tappedAt ?? -Infinity) < DOUBLE_TAP_MS) reset(this.path, FADE_SECS);
    this.tappedAt = event.timeStamp;
  }

  key(event) {
    const [min, max] = store.range(this.path);
    const to = keyed(event.key, this.wanted, { ...this.parameter, min, max, step: 5 }, event.shiftKey);
    if (to === null || !store.may(this.path)) return;
    event.preventDefault();
    if (!this.own.isOpen) this.own.begin();
    this.own.want([to]);
  }

  async type() {
    const number = await askNumber("Turn the world", this.parameter, store.goal(this.path), store.range(this.path));
    if (number !== null) set(this.path, number, { fade: FADE_SECS });
  }

  show(parameter, value) {
    const degrees = this.own.values?.[0] ?? value;
    if (this.own.isTrue) this.own.forget();
    this.ring.setAttribute("transform", `rotate(${degrees})`);
    this.number.textContent = turned(degrees);
    this.number.disabled = !store.may(this.path);
    this.number.setAttribute("aria-label", `Turned ${this.number.textContent}: type a number`);
    this.svg.setAttribute("aria-valuemin", parameter.min);
    this.svg.setAttribute("aria-valuemax", parameter.max);
    this.svg.setAttribute("aria-valuenow", degrees);
    this.svg.setAttribute("aria-valuetext", `${this.number.textContent}`);
    this.svg.setAttribute("aria-disabled", String(!store.may(this.path)));
  }
}
customElements.define("cy-turn", CyTurn);

/** Path, sign, word and arrow of each way to go. */
const WAYS = [
  ["world/z_m", -1, "Forward", "▲", "up"], ["world/x_m", -1, "Left", "◀", "left"],
  ["world/x_m", 1, "Right", "▶", "right"], ["world/z_m", 1, "Back", "▼", "down"],
];

class CyTravel extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "value:world/x_m", "value:world/z_m"];
  }

  build() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Travel through the world");
    this.buttons = WAYS.map(([path, sign, word, arrow, way]) => make("button",
      { type: "button", class: way, "data-path": path, "data-do": sign < 0 ? "minus" : "plus", "aria-label": `${word} half a metre`, onclick: () => step(path, sign * STEP_M, FADE_SECS) },
      make("span", { "aria-hidden": "true" }, arrow), make("small", {}, word)));
    this.home = make("button", { type: "button", class: "home", "data-do": "travel_home", onclick: () => this.goHome() });
    this.append(...this.buttons, this.home);
  }

  goHome() {
    for (const path of ["world/x_m", "world/z_m"]) if (store.goal(path) !== store.parameters.get(path).default) reset(path, FADE_SECS);
  }

  refresh() {
    const [x, z] = ["world/x_m", "world/z_m"].map((path) => store.goal(path) ?? 0);
    const isHome = Math.hypot(x, z) < 0.005;
    this.home.replaceChildren(isHome ? "home" : `${Math.hypot(x, z).toFixed(1)} m`, make("small", {}, isHome ? "" : "go home"));
    this.home.disabled = isHome || !store.may("world/x_m");
    for (const button of this.buttons) button.disabled = !store.may(button.dataset.path);
  }
}
customElements.define("cy-travel", CyTravel);

export class CyWorld extends CyElement {
  build() {
    this.append(
      make("div", { class: "move" }, make("cy-turn", { "data-path": "world/turntable_deg" }), make("cy-travel")),
      make("div", { class: "switches" },
        make("cy-switch", { "data-path": "world/sun_stays_with_stage", label: "Sun stays with us" }),
        make("cy-switch", { "data-path": "world/hold_time", label: "Freeze the world" })));
  }
}
customElements.define("cy-world", CyWorld);
