// `op-takes`: slate, ROLL and CUT, BACK TO ONE, the takes with notes and Match, and what differs between two looks in words.
//
// In: the book. Out: asks. Not here: the tally (`controls/tally.js`), the take log (`take`).
// Invariant: ROLL and CUT act at press-down; BACK TO ONE, which jumps, wants a hold.

import { CyElement, make } from "../controls/element.js";
import { ask, store } from "../net/show.js";
import { mayDo } from "../net/store.js";
import { rateOf } from "./cues.js";
import { fadeChoice } from "./fade_choice.js";

class OpTakes extends CyElement {
  get keys() {
    return ["book", "welcome", "snapshot", "value:take/rolling"];
  }

  build() {
    this.scene = make("input", { type: "text", maxlength: 16, autocomplete: "off", onchange: () => this.slate() });
    this.take = make("input", { type: "text", inputmode: "numeric", autocomplete: "off", onchange: () => this.slate() });
    this.roll = make("cy-hold-button", { label: "ROLL", detail: "F5", look: "roll" });
    this.roll.addEventListener("fire", () => this.rollOrCut());
    this.toOne = make("cy-hold-button", { label: "BACK TO ONE", detail: "hold: as at the last ROLL", look: "big", "data-hold": true });
    this.toOne.addEventListener("fire", () => ask("back_to_one", {}, true));
    this.reminder = make("p", { class: "reminder", role: "alert" });
    this.fade = fadeChoice("cyclorama_match_fade", () => this.refresh());
    this.rows = make("ol", { class: "take-rows" });
    this.from = make("select", { "aria-label": "Compare from" });
    this.to = make("select", { "aria-label": "Compare to" });
    this.words = make("ul", { class: "compare-words", role: "status" });
    this.compareButton = make("button", { type: "button", class: "main", onclick: () => this.compare() }, "Compare");
    this.append(
      make("h2", { class: "panel-title" }, "Takes"),
      make(
        "div", { class: "slate-row" },
        make("label", { class: "field middle" }, make("span", {}, "Scene"), this.scene),
        make("label", { class: "field short" }, make("span", {}, "Take"), this.take),
        this.roll, this.toOne,
      ),
      this.reminder,
      make("div", { class: "compare" }, make("h3", {}, "What differs"),
        make("div", { class: "compare-row" }, this.from, make("span", { "aria-hidden": "true" }, "→"), this.to, this.compareButton), this.words),
      make("h3", {}, "Match a take's look"), this.fade.element, this.rows,
    );
  }

  /** ROLL, or CUT while a take rolls. */
  rollOrCut() {
    return ask(store.value("take/rolling") === true ? "cut" : "roll");
  }

  slate() {
    const take = Math.max(1, Math.round(Number(this.take.value)) || 1);
    ask("slate", { scene: this.scene.value.trim() || "1", take });
  }

  async compare() {
    const answer = await ask("compare", { from: this.from.value, to: this.to.value });
    const words = answer.ok ? answer.words ?? [] : [answer.why];
    this.words.replaceChildren(...(words.length > 0 ? words : ["Nothing differs."]).map((line) => make("li", {}, line)));
  }

  refresh() {
    const { takes, slate, presets, reminder } = store.book;
    const isRolling = store.value("take/rolling") === true;
    const may = mayDo(store.me.role, "director");
    if (document.activeElement !== this.scene) this.scene.value = slate.scene;
    if (document.activeElement !== this.take) this.take.value = String(slate.take);
    this.scene.disabled = this.take.disabled = !may;
    this.roll.setAttribute("label", isRolling ? "CUT" : "ROLL");
    this.roll.setAttribute("pressed", String(isRolling));
    this.roll.toggleAttribute("disabled", !may);
    this.toOne.toggleAttribute("disabled", !may || takes.length === 0);
    this.reminder.textContent = reminder ?? "";
    this.reminder.hidden = !reminder;
    this.choices([["now", "Now"], ["file", "Show file"], ...takes.map((take) => [`take:${take.id}`, take.label]).reverse(), ...presets.map((preset) => [`preset:${preset.name}`, preset.name])]);
    const isSnap = this.fade.secs() < 1;
    const state = JSON.stringify([takes, may, isSnap]);
    if (state === this.shown || this.rows.contains(document.activeElement) && document.activeElement.matches("input")) return;
    this.shown = state;
    const rows = takes.map((take) => this.row(take, may, isSnap)).reverse();
    this.rows.replaceChildren(...(rows.length > 0 ? rows : [make("li", { class: "quiet" }, "No takes yet.")]));
  }

  choices(options) {
    const state = JSON.stringify(options);
    if (state === this.options) return;
    this.options = state;
    const fill = (select, first) => {
      const before = select.value || first;
      select.replaceChildren(...options.map(([value, words]) => make("option", { value, selected: value === before }, words)));
    };
    fill(this.from, options.find(([value]) => value.startsWith("take:"))?.[0] ?? "file");
    fill(this.to, "now");
  }

  row(take, may, isSnap) {
    const rate = rateOf(store);
    const secs = rate > 0 && take.end_frame !== null ? `${((take.end_frame - take.first_frame) / rate).toFixed(1)} s` : "";
    const length = take.end_frame === null ? "rolling" : secs;
    const drops = take.drops > 0 ? make("span", { class: "drops" }, `${take.drops} dropped`) : null;
    const note = make("input", {
      type: "text", maxlength: 200, autocomplete: "off", value: take.note, placeholder: "note", "aria-label": `Note on ${take.label}`, disabled: !may,
      onchange: () => ask("note_take", { take: take.id, note: note.value.trim() }),
      onblur: () => this.refresh(),
    });
    const match = make("cy-hold-button", { label: "Match", detail: isSnap ? "hold" : "", look: "small", "data-hold": isSnap, disabled: !may });
    match.addEventListener("fire", (event) => ask("match_take", { take: take.id, fade: this.fade.secs() }, event.detail.held));
    return make("li", { class: "take-row", "data-take": take.id }, make("span", { class: "words" }, make("b", {}, take.label), make("small", {}, length, drops)), note, match);
  }
}
customElements.define("op-takes", OpTakes);
