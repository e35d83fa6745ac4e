// `op-go`: what stands by, GO and BACK, and how long the fade on the wall still takes.
//
// In: the book, frames. Out: `go` and `back`. Not here: the list (`cue_list.js`), the keyboard (`main.js` calls `fire`).
// Invariant: GO fires at press-down, whatever the fade; Space and Enter never fire it, nor does a second press of it within 0.3 s.

import { CyElement, make } from "../controls/element.js";
import { ask, store } from "../net/show.js";
import { mayDo } from "../net/store.js";
import { FadeClock, cueOf, rateOf, seconds } from "./cues.js";

const TWICE_MS = 300;

class OpGo extends CyElement {
  get keys() {
    return ["book", "welcome", "snapshot", "connection", "health", "values"];
  }

  build() {
    this.clock = new FadeClock();
    this.firedAt = {};
    this.number = make("span", { class: "standby-number" });
    this.name = make("span", { class: "standby-name" });
    this.under = make("span", { class: "standby-under" });
    this.warning = make("span", { class: "cue-warning", role: "alert" });
    this.bar = make("progress", { class: "fade-bar", max: "1", value: "0", "aria-label": "Fade" });
    this.fade = make("span", { class: "fade-left", role: "timer" });
    this.go = press("GO", "go", () => this.fire("go"));
    this.back = press("BACK", "back", () => this.fire("back"));
    this.append(
      make(
        "div", { class: "standby-card" },
        make("span", { class: "standby-tag" }, "STANDBY"), this.number,
        make("span", { class: "standby-words" }, this.name, this.under, this.warning),
      ),
      make("div", { class: "fade-row" }, this.fade, this.bar),
      make("div", { class: "go-row" }, this.back, this.go),
    );
  }

  refresh() {
    const { book, frame } = store;
    if (store.isReady) this.clock.see(book, frame);
    const cue = cueOf(book, book.standby);
    const may = mayDo(store.me.role, "director") && store.connection !== "lost" && store.connection !== "joining";
    this.go.disabled = !may || cue === null;
    this.back.disabled = !may || book.active === null;
    this.classList.toggle("armed", cue !== null);
    this.number.textContent = cue?.number ?? "–";
    this.name.textContent = cue === null ? "Nothing stands by" : cue.name || cue.preset;
    const fade = cue === null ? "Tap a cue to arm it" : `${cue.preset} · ${cue.fade_secs < 1 ? "SNAP" : seconds(cue.fade_secs)}`;
    this.under.textContent = fade;
    this.warning.textContent = cue?.warning ? `⚠ ${cue.warning}` : "";
    this.warning.hidden = !cue?.warning;
    this.showFade(book, frame);
  }

  showFade(book, frame) {
    const left = this.clock.left(book, frame, rateOf(store));
    const fading = Object.keys(store.goals).length;
    const active = cueOf(book, book.active);
    const words = [];
    if (left.fade !== null) words.push(`Fade ${left.fade.toFixed(1)} s left`);
    else if (fading > 0) words.push(`${fading} ${fading === 1 ? "value fades" : "values fade"}`);
    if (left.follow !== null) words.push(`next cue in ${left.follow.toFixed(1)} s`);
    if (words.length === 0) words.push(active === null ? "No cue fired yet" : `On air: ${active.number} ${active.name || active.preset}`);
    this.fade.textContent = words.join(" · ");
    this.bar.value = left.done ?? (fading > 0 ? 0.5 : 0);
    this.bar.toggleAttribute("data-idle", left.done === null && fading === 0);
  }

  /** Fires GO or BACK, from a finger or from the keyboard. */
  fire(what) {
    const now = performance.now();
    const button = what === "go" ? this.go : this.back;
    if (button.disabled || now - (this.firedAt[what] ?? -Infinity) < TWICE_MS) return;
    this.firedAt[what] = now;
    button.classList.add("fired");
    setTimeout(() => button.classList.remove("fired"), 160);
    // The person armed it and pressed GO: a snap needs no second question.
    ask(what, {}, true).then((answer) => {
      if (answer.ok) this.clock.again(store.frame);
    });
  }
}
customElements.define("op-go", OpGo);

/** A button that fires at press-down and ignores the keys that buttons usually take. */
function press(label, look, fire) {
  const button = make("button", { type: "button", class: `transport ${look}`, "data-do": look }, label);
  button.addEventListener("pointerdown", (event) => {
    if (event.button === 0) fire();
  });
  for (const kind of ["keydown", "keyup"]) {
    button.addEventListener(kind, (event) => {
      if (event.key === " " || event.key === "Enter") event.preventDefault();
    });
  }
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  return button;
}
