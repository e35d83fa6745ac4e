// `cy-fader`: a number by relative drag. Touching never jumps; a second finger or Shift makes it ten times finer; two taps
// give the default; a tap on the number takes one; arrows, Page, Home and End keys work.
//
// In: `data-path`, `label`, `from` and `to` (the part of the range that it spans), `low` and `high` (words at its ends).
// Out: sets of one gesture a drag, a let-go at its end. Not here: the mathematics (`scale`), sending (`wanted`).
// Invariant: a value moves by as much as the finger, wherever it touched.

import { CyParameter, make } from "./element.js";
import { askNumber } from "./keypad.js";
import { clamp, dragged, keyed, numeral, reading, shareOf, unitOf } from "./scale.js";
import { plainName } from "./plain.js";
import { Wanted } from "./wanted.js";
import { reset, set, store } from "../net/show.js";

const TAP_PX = 8;
const TAP_MS = 300;
const DOUBLE_TAP_MS = 350;

export class CyFader extends CyParameter {
  build() {
    this.name = make("span", { class: "name" });
    this.number = make("button", { type: "button", class: "number", "data-do": "type", onclick: () => this.type() });
    this.fill = make("i", { class: "fill" });
    this.goalMark = make("i", { class: "goal" });
    this.homeMark = make("i", { class: "home" });
    this.thumb = make("i", { class: "thumb" });
    this.track = make("div", { class: "track", role: "slider", tabindex: "0" },
      make("i", { class: "rail" }), this.fill, this.homeMark, this.goalMark, this.thumb);
    const [low, high] = [this.getAttribute("low"), this.getAttribute("high")];
    const ends = low || high ? make("div", { class: "ends", "aria-hidden": "true" },
      make("span", {}, low ?? ""), make("span", {}, high ?? "")) : null;
    this.append(make("div", { class: "head" }, this.name, this.number), this.track, ...(ends ? [ends] : []));
    this.pointers = new Map();
    this.own = new Wanted(() => [this.path], () => this.isConnected && this.refresh());
    this.track.addEventListener("pointerdown", (event) => this.press(event));
    this.track.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.track.addEventListener(end, (event) => this.release(event));
    }
    this.track.addEventListener("keydown", (event) => this.key(event));
    for (const end of ["keyup", "blur"]) this.track.addEventListener(end, () => this.pointers.size === 0 && this.own.end());
  }

  /** What the person wants; where the value goes when nobody here drags. */
  get wanted() {
    return this.own.values?.[0] ?? store.goal(this.path);
  }

  get scale() {
    const [min, max] = store.range(this.path);
    const { law, step, default: home, unit } = this.parameter;
    const from = Number(this.getAttribute("from") ?? min);
    const to = Number(this.getAttribute("to") ?? max);
    // A value beyond what the fader spans must not jump when touched: the span grows to hold it.
    const value = this.wanted ?? home;
    return { min: Math.max(min, Math.min(from, value)), max: Math.min(max, Math.max(to, value)), law, step, default: home, unit };
  }

  show(parameter, value, goal) {
    const scale = this.scale;
    const isOwn = this.own.values !== null;
    const own = isOwn ? this.wanted : value;
    const label = this.getAttribute("label") ?? plainName(this.path);
    this.name.textContent = label;
    this.number.replaceChildren(numeral(own, parameter), make("small", {}, unitOf(own, parameter)));
    this.number.setAttribute("aria-label", `${label} ${reading(own, parameter)}: type a number`);
    const share = shareOf(own, scale);
    const home = shareOf(clamp(parameter.default, scale.min, scale.max), scale);
    const isTwoSided = home > 0.02 && home < 0.98;
    const start = isTwoSided ? Math.min(home, share) : 0;
    this.style.setProperty("--share", share);
    this.style.setProperty("--start", start);
    this.style.setProperty("--length", (isTwoSided ? Math.max(home, share) : share) - start);
    this.style.setProperty("--home", home);
    this.style.setProperty("--goal", shareOf(goal, scale));
    this.goalMark.hidden = isOwn || goal === value;
    const track = this.track;
    track.setAttribute("aria-label", label);
    track.setAttribute("aria-valuemin", scale.min);
    track.setAttribute("aria-valuemax", scale.max);
    track.setAttribute("aria-valuenow", own);
    track.setAttribute("aria-valuetext", reading(own, parameter));
    track.setAttribute("aria-disabled", String(!store.may(this.path)));
    this.number.disabled = !store.may(this.path);
    if (this.own.isTrue) this.own.forget();
  }

  press(event) {
    if (event.button !== 0 || !store.may(this.path)) return;
    event.preventDefault();
    this.track.focus({ preventScroll: true });
    this.track.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event.clientX);
    if (this.pointers.size > 1) return;
    this.leader = event.pointerId;
    this.isDrag = false;
    this.pressed = { at: event.timeStamp, x: event.clientX, y: event.clientY };
  }

  move(event) {
    if (!this.pointers.has(event.pointerId)) return;
    const before = this.pointers.get(event.pointerId);
    this.pointers.set(event.pointerId, event.clientX);
    if (event.pointerId !== this.leader) return;
    if (!this.isDrag) {
      if (Math.abs(event.clientX - this.pressed.x) < TAP_PX) return;
      this.isDrag = true;
      this.own.begin();
      this.setAttribute("data-dragging", "");
      return;
    }
    const length = this.track.getBoundingClientRect().width;
    const isFine = this.pointers.size > 1 || event.shiftKey;
    this.toggleAttribute("data-fine", isFine);
    this.own.want([dragged(this.wanted, (event.clientX - before) / length, this.scale, isFine)]);
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId) || event.pointerId !== this.leader) return;
    this.pointers.clear();
    this.removeAttribute("data-dragging");
    this.removeAttribute("data-fine");
    if (this.isDrag) {
      this.own.end();
      return;
    }
    if (event.type !== "pointerup" || event.timeStamp - this.pressed.at > TAP_MS) return;
    if (event.timeStamp - (this.tappedAt ?? -Infinity) < DOUBLE_TAP_MS) {
      this.tappedAt = undefined;
      this.own.forget();
      reset(this.path);
    } else this.tappedAt = event.timeStamp;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !store.may(this.path)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.type();
      return;
    }
    const to = keyed(event.key, this.wanted, this.scale, event.shiftKey);
    if (to === null) return;
    event.preventDefault();
    if (!this.own.isOpen) this.own.begin();
    this.own.want([to]);
  }

  async type() {
    if (!store.may(this.path)) return;
    const label = this.getAttribute("label") ?? plainName(this.path);
    const number = await askNumber(label, this.parameter, store.goal(this.path), store.range(this.path));
    if (number !== null) set(this.path, number);
  }
}
customElements.define("cy-fader", CyFader);
