// `op-world`: the world position: turntable by dial, nudges along the stage's axes, floor, ease.
//
// In: `world/*`. Out: sets and steps. Not here: the geometry (`nudge.js`, `show::world`).
// Invariant: one press is one nudge; touching the dial never jumps.

import { CyElement, draw, make } from "../controls/element.js";
import { reading } from "../controls/scale.js";
import { letGo, newGesture, set, step, store } from "../net/show.js";
import { recall, remember } from "../net/show.js";
import { angleAt, nearestTurn, nudge } from "./nudge.js";

const STEPS_M = [0.01, 0.1, 1];
const STEP = "cyclorama_nudge";
const TURN = "world/turntable_deg";
const PAD = [
  ["↑", "Forward", [0, 0, -1], "forward"], ["↓", "Back", [0, 0, 1], "back"],
  ["←", "Left", [-1, 0, 0], "left"], ["→", "Right", [1, 0, 0], "right"],
  ["⤒", "Up", [0, 1, 0], "up"], ["⤓", "Down", [0, -1, 0], "down"],
];

class OpWorld extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "touched", `value:${TURN}`, "value:world/x_m", "value:world/y_m", "value:world/z_m"];
  }

  build() {
    this.stepM = STEPS_M.includes(Number(recall(STEP))) ? Number(recall(STEP)) : 0.1;
    this.place = make("p", { class: "place", role: "status" });
    this.sizes = make("div", { class: "sizes", role: "radiogroup", "aria-label": "Step of a nudge" }, ...STEPS_M.map((size) => make(
      "button", { type: "button", role: "radio", "data-size": size, onclick: () => this.choose(size) }, size < 1 ? `${size * 100} cm` : `${size} m`,
    )));
    this.pad = make("div", { class: "pad" }, ...PAD.map(([sign, words, axes, area]) => make(
      "button", { type: "button", class: `pad-${area}`, "aria-label": `Nudge ${words.toLowerCase()}`, onclick: () => this.nudge(axes) },
      make("span", { class: "sign", "aria-hidden": "true" }, sign), make("small", {}, words),
    )), make("span", { class: "pad-mark", "aria-hidden": "true" }, "stage"));
    this.append(
      make("h2", { class: "panel-title" }, "World position"),
      make("p", { class: "quiet" }, "Moves the stage in the world, along the stage's own axes."),
      this.place,
      make(
        "div", { class: "world-grid" },
        make("section", {}, this.dial(), make("cy-stepper", { "data-path": TURN, label: "Turntable", minus: "Right 1°", plus: "Left 1°", step: "1" })),
        make("section", {}, this.sizes, this.pad),
        make(
          "section", { class: "world-numbers" },
          ...["x_m", "y_m", "z_m", "floor_m", "ease_secs"].map((name) => make("op-parameter", { "data-path": `world/${name}`, label: NAMES[name] })),
          make("op-parameter", { "data-path": "world/sun_stays_with_stage" }),
        ),
      ),
    );
  }

  /** The turntable from above, the stage's front up. */
  dial() {
    this.needle = draw("g", {}, draw("line", { x1: 0, y1: 0, x2: 0, y2: -40, class: "needle" }), draw("circle", { cx: 0, cy: -40, r: 7, class: "grip" }));
    const ticks = Array.from({ length: 24 }, (_, index) => draw("line", {
      x1: 0, y1: -48, x2: 0, y2: index % 6 === 0 ? -42 : -45, transform: `rotate(${index * 15})`, class: "tick",
    }));
    const svg = draw("svg", { viewBox: "-56 -56 112 112", class: "dial", role: "img", "aria-label": "Turntable: drag round to turn" },
      draw("circle", { cx: 0, cy: 0, r: 50, class: "rim" }), ...ticks, this.needle);
    let grip = null;
    const angle = (event) => {
      const box = svg.getBoundingClientRect();
      return angleAt(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !store.may(TURN)) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      grip = { from: angle(event), start: store.goal(TURN), value: store.goal(TURN), g: newGesture() };
    });
    svg.addEventListener("pointermove", (event) => {
      if (grip === null) return;
      const moved = nearestTurn(angle(event) - grip.from, grip.value - grip.start);
      // Whole half degrees: a finger cannot mean less.
      grip.value = Math.max(-360, Math.min(360, Math.round((grip.start + moved) * 2) / 2));
      this.turn(grip.value);
      if (!grip.waits) {
        grip.waits = true;
        const own = grip;
        setTimeout(() => {
          own.waits = false;
          set(TURN, own.value, { g: own.g });
        }, 33);
      }
    });
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, () => {
        if (grip === null) return;
        set(TURN, grip.value, { g: grip.g });
        letGo(TURN);
        grip = null;
      });
    }
    return svg;
  }

  choose(size) {
    this.stepM = size;
    remember(STEP, String(size));
    this.refresh();
  }

  nudge(axes) {
    for (const [path, by] of nudge(axes.map((each) => each * this.stepM), store.goal(TURN))) step(path, by);
  }

  turn(deg) {
    this.needle.setAttribute("transform", `rotate(${-deg})`);
  }

  refresh() {
    const may = store.may("world/x_m");
    for (const button of this.pad.querySelectorAll("button")) button.disabled = !may;
    for (const button of this.sizes.children) button.setAttribute("aria-checked", String(Number(button.dataset.size) === this.stepM));
    if (!store.isReady) return;
    this.turn(store.value(TURN) ?? 0);
    const text = (path) => (store.parameters.has(path) ? reading(store.value(path), store.parameters.get(path)) : "–");
    this.place.textContent = `right ${text("world/x_m")} · up ${text("world/y_m")} · back ${text("world/z_m")} · turned ${text(TURN)}`;
  }
}

const NAMES = { x_m: "To the right", y_m: "Up", z_m: "Back", floor_m: "Floor of the world", ease_secs: "Ease of moves" };
customElements.define("op-world", OpWorld);
