// `op-cards`: light cards and flags on a map of the dome, dragged where they are wanted; the chosen one's parameters below.
//
// In: `card/<id>/*`, `GET /api/v1/stage`. Out: sets of one gesture a drag. Not here: the map's geometry (`dome.js`).
// Invariant: touching a card never moves it; a card that is off is drawn as an outline, so that it can be found.

import { CyElement, draw, make } from "../controls/element.js";
import { letGo, newGesture, set, store } from "../net/show.js";
import { VIEW_ORIGIN_M, cardIds, moveTo, outlineOf, placeOf, wallsOf } from "./dome.js";

const SEND_MS = 33;
/** Degrees of the smallest handle: a finger must find the smallest card. */
const LEAST_DEG = 11;
const KEY_DEG = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class OpCards extends CyElement {
  get keys() {
    return ["welcome", "snapshot", "values", "touched"];
  }

  build() {
    this.walls = draw("g", { class: "map-walls" });
    this.shapes = draw("g", { class: "map-cards" });
    const marks = [-90, 0, 90].map((azimuth) => draw("text", { x: -azimuth, y: 52, class: "map-mark" }, { "-90": "stage right", 0: "front", 90: "stage left" }[azimuth]));
    const lines = [draw("line", { x1: -180, x2: 180, y1: 0, y2: 0 }), ...[-90, 0, 90].map((x) => draw("line", { x1: x, x2: x, y1: -90, y2: 60 }))];
    this.map = draw("svg", { viewBox: "-180 -90 360 150", class: "card-map", role: "group", "aria-label": "Map of the dome, front in the middle" },
      draw("g", { class: "map-lines" }, ...lines), this.walls, ...marks, this.shapes);
    this.slots = make("div", { class: "card-slots" });
    this.rows = make("div", { class: "bank-rows" });
    this.heading = make("h3", {});
    this.nothing = make("p", { class: "quiet" }, "This show has no light cards.");
    this.append(make("h2", { class: "panel-title" }, "Light cards and flags"), this.nothing, this.map, this.slots, this.heading, this.rows);
    this.drawn = new Map();
    this.loadStage();
  }

  async loadStage() {
    try {
      const reply = await fetch("/api/v1/stage");
      if (!reply.ok) return;
      const stage = await reply.json();
      this.origin = stage?.view_origin_m ?? VIEW_ORIGIN_M;
      this.walls.replaceChildren(...wallsOf(stage, this.origin).map((polygon) => draw("polygon", { points: polygon.map((point) => point.join(",")).join(" ") })));
      this.refresh();
    } catch {
      // Without the walls the map still shows directions.
    }
  }

  reader(id) {
    return (name) => this.wanted?.[`card/${id}/${name}`] ?? store.goal(`card/${id}/${name}`);
  }

  refresh() {
    const ids = cardIds(store.parameters.keys());
    this.nothing.hidden = ids.length > 0;
    for (const part of [this.map, this.slots, this.heading]) part.toggleAttribute("hidden", ids.length === 0);
    if (!store.isReady || ids.length === 0) return;
    if (!ids.includes(this.chosen)) this.chosen = ids.find((id) => store.goal(`card/${id}/on`)) ?? ids[0];
    this.showSlots(ids);
    this.showRows();
    for (const [id, shape] of this.drawn) if (!ids.includes(id)) shape.remove();
    for (const id of ids) this.showCard(id);
  }

  showSlots(ids) {
    const state = JSON.stringify(ids.map((id) => [id, store.goal(`card/${id}/on`), store.goal(`card/${id}/kind`), id === this.chosen]));
    if (state === this.shownSlots) return;
    this.shownSlots = state;
    const focused = document.activeElement?.dataset?.card;
    this.slots.replaceChildren(...ids.map((id) => make(
      "button", { type: "button", "data-card": id, "aria-pressed": String(id === this.chosen), onclick: () => this.choose(id) },
      `${store.goal(`card/${id}/kind`) === "flag" ? "Flag" : "Card"} ${id}`, make("small", {}, store.goal(`card/${id}/on`) ? "on" : "off"),
    )));
    if (focused) this.slots.querySelector(`[data-card="${CSS.escape(focused)}"]`)?.focus();
  }

  choose(id) {
    this.chosen = id;
    this.refresh();
  }

  showRows() {
    const made = `${store.epoch} ${this.chosen}`;
    if (made === this.madeRows) return;
    this.madeRows = made;
    const prefix = `card/${this.chosen}/`;
    this.heading.textContent = `Card ${this.chosen}`;
    const paths = [...store.parameters.keys()].filter((path) => path.startsWith(prefix));
    const first = `${prefix}on`;
    this.rows.replaceChildren(...[first, ...paths.filter((path) => path !== first)].map((path) => make("op-parameter", { "data-path": path })));
  }

  showCard(id) {
    if (!this.drawn.has(id)) this.drawn.set(id, this.card(id));
    const shape = this.drawn.get(id);
    if (!shape.isConnected) this.shapes.append(shape);
    const value = this.reader(id);
    const place = placeOf(value, this.origin);
    const [outline, handle, name] = shape.children;
    shape.setAttribute("transform", `translate(${-place.azimuth} ${-place.elevation})`);
    outline.setAttribute("d", outlineOf(value("shape"), place));
    outline.setAttribute("transform", `rotate(${value("roll_deg") ?? 0})`);
    handle.setAttribute("d", outlineOf("rectangle", { ...place, width: Math.max(place.width, LEAST_DEG), height: Math.max(place.height, LEAST_DEG) }));
    name.textContent = value("follow_sun") ? `☀ ${id}` : id;
    shape.setAttribute("class", ["map-card", value("on") ? "on" : "off", value("kind"), id === this.chosen ? "chosen" : ""].join(" "));
    const by = store.mover(`card/${id}/azimuth_deg`) ?? store.mover(`card/${id}/x_m`);
    shape.toggleAttribute("data-moved", by !== null);
  }

  card(id) {
    const shape = draw("g", { tabindex: "0", role: "button", "aria-label": `Card ${id}: drag, or move with the arrows`, "data-card": id },
      draw("path", { class: "outline" }), draw("path", { class: "handle" }), draw("text", { class: "map-name", y: 3 }));
    let grip = null;
    const at = (event) => {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.map.getScreenCTM().inverse());
      return { azimuth: -x, elevation: -y };
    };
    shape.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.choose(id);
      if (!store.may(`card/${id}/on`)) return;
      event.preventDefault();
      shape.focus({ preventScroll: true });
      shape.setPointerCapture(event.pointerId);
      grip = { from: at(event), start: placeOf(this.reader(id), this.origin), g: newGesture(), moved: [] };
    });
    shape.addEventListener("pointermove", (event) => {
      if (grip === null) return;
      const now = at(event);
      const to = { azimuth: grip.start.azimuth + now.azimuth - grip.from.azimuth, elevation: grip.start.elevation + now.elevation - grip.from.elevation };
      grip.moved = this.move(id, to, grip, false);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      shape.addEventListener(end, () => {
        if (grip === null) return;
        const own = grip;
        grip = null;
        this.send(id, own);
        for (const [name] of own.moved) letGo(`card/${id}/${name}`);
        setTimeout(() => {
          this.wanted = undefined;
          this.refresh();
        }, 300);
      });
    }
    shape.addEventListener("keydown", (event) => this.key(event, id));
    return shape;
  }

  key(event, id) {
    const by = KEY_DEG[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(id);
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const fine = event.shiftKey ? 0.1 : 1;
    const place = placeOf(this.reader(id), this.origin);
    const g = newGesture();
    for (const [name, value] of moveTo(this.reader(id), { azimuth: place.azimuth + by[0] * fine, elevation: place.elevation + by[1] * fine }, this.origin)) {
      set(`card/${id}/${name}`, value, { g });
      letGo(`card/${id}/${name}`);
    }
  }

  /** Shows where the card is wanted, and tells the show as often as it likes to hear it. */
  move(id, to, grip) {
    const moved = moveTo(this.reader(id), to, this.origin);
    this.wanted = Object.fromEntries(moved.map(([name, value]) => [`card/${id}/${name}`, value]));
    this.showCard(id);
    if (!grip.waits) {
      grip.waits = true;
      setTimeout(() => {
        grip.waits = false;
        this.send(id, grip);
      }, SEND_MS);
    }
    return moved;
  }

  send(id, grip) {
    for (const [name, value] of grip.moved) set(`card/${id}/${name}`, value, { g: grip.g });
  }
}
customElements.define("op-cards", OpCards);
