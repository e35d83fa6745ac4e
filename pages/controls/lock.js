// `cy-lock`: the page ignores touches and keys but for the three buttons; a hold unlocks. On demand it locks itself after 60 s.
//
// In: taps, holds, idleness. Out: `data-screen-locked` on the root, `inert` on everything marked `data-lockable`.
// Not here: soft locks of single controls (`element`). Invariant: the three buttons and this one always work.

import { CyElement, make } from "./element.js";
import { holdable } from "./hold.js";
import { recall, remember, store } from "../net/show.js";

const AUTO = "cyclorama_auto_lock";
const IDLE_MS = 60_000;

export class CyLock extends CyElement {
  build() {
    this.word = make("span", { class: "word" });
    this.button = make("button", { type: "button", "data-do": "lock" }, make("i", { class: "padlock", "aria-hidden": "true" }), this.word);
    this.append(this.button);
    holdable(this.button, {
      wantsHold: () => this.isLocked,
      fire: (held) => {
        this.lock(!held);
        if (!held) this.offerAuto();
      },
      early: () => store.tell("hint", "Hold to unlock."),
      onPress: false,
    });
    this.lastTouch = Date.now();
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, (event) => this.touched(event), { capture: true });
    }
    this.idle = setInterval(() => this.isAuto && !this.isLocked && Date.now() - this.lastTouch > IDLE_MS && this.lock(true), 1000);
  }

  get isLocked() {
    return document.documentElement.hasAttribute("data-screen-locked");
  }

  get isAuto() {
    return recall(AUTO) === "on";
  }

  /** Whether the page locks itself after 60 s without a touch. */
  static setAuto(isOn) {
    remember(AUTO, isOn ? "on" : "off");
  }

  offerAuto() {
    store.tell("offer", {
      words: this.isAuto ? "Locked. It also locks itself after 60 s without a touch." : "Locked. Hold the lock to unlock.",
      label: this.isAuto ? "Stop locking by itself" : "Lock by itself after 60 s",
      fire: () => CyLock.setAuto(!this.isAuto),
    });
  }

  touched(event) {
    this.lastTouch = Date.now();
    if (this.isLocked && !event.target.closest?.("cy-lock, cy-panic, cy-toast")) store.tell("hint", "Locked. Hold the lock to unlock.");
  }

  lock(isLocked) {
    document.documentElement.toggleAttribute("data-screen-locked", isLocked);
    for (const part of document.querySelectorAll("[data-lockable]")) part.inert = isLocked;
    this.refresh();
  }

  refresh() {
    this.word.replaceChildren(this.isLocked ? "Unlock" : "Lock", ...(this.isLocked ? [make("br"), make("small", {}, "hold")] : []));
    this.button.setAttribute("aria-pressed", String(this.isLocked));
    this.button.setAttribute("aria-label", this.isLocked ? "Unlock: hold for 0.7 seconds" : "Lock the screen");
  }
}
customElements.define("cy-lock", CyLock);
