// `op-cues`: the cue list. A tap arms a cue (STANDBY, amber); the pencil opens it for writing in its place.
//
// In: the book. Out: asks of standby, write, delete, goto. Not here: GO and BACK (`go.js`), order and numbers (`cues.js`).
// Invariant: no tap on the list fires a cue: GO TO wants a hold; a row that is being written survives news of the book.

import { CyElement, make } from "../controls/element.js";
import { ask, store } from "../net/show.js";
import { mayDo } from "../net/store.js";
import { CueForm } from "./cue_form.js";
import { compareNumbers, numberAfter, seconds, stateOf } from "./cues.js";

class OpCues extends CyElement {
  get keys() {
    return ["book", "welcome", "snapshot"];
  }

  build() {
    this.writing = null;
    this.rows = make("ol", { class: "cue-rows" });
    this.empty = make("p", { class: "quiet" }, "No cues yet. Save a look under Looks, then write the first cue.");
    this.add = make("button", { type: "button", class: "cue-add", onclick: () => this.begin(null) }, "New cue");
    this.append(make("h2", { class: "panel-title" }, "Cues"), this.rows, this.empty, this.add);
  }

  refresh() {
    const cues = [...store.book.cues].sort((a, b) => compareNumbers(a.number, b.number));
    const may = mayDo(store.me.role, "operator");
    this.empty.hidden = cues.length > 0 || this.writing === "";
    this.add.disabled = !may;
    const state = JSON.stringify([cues, store.book.standby, store.book.active, store.book.presets.map((preset) => preset.name), may, this.writing]);
    if (state === this.shown) return;
    this.shown = state;
    const rows = cues.map((cue) => (this.writing === cue.number ? this.form : this.row(cue, may)));
    if (this.writing === "") rows.push(this.form);
    // A form that stays is not taken off the page: what is written in it would lose the keyboard.
    if (this.form?.isConnected && this.writing !== null) {
      for (const row of [...this.rows.children]) if (row !== this.form) row.remove();
      const at = rows.indexOf(this.form);
      this.form.before(...rows.slice(0, at));
      this.form.after(...rows.slice(at + 1));
    } else {
      this.rows.replaceChildren(...rows);
    }
    if (this.writing === null) this.rows.querySelector(".cue.standby, .cue.active")?.scrollIntoView?.({ block: "nearest" });
  }

  row(cue, may) {
    const state = stateOf(store.book, cue.number);
    const isMissing = !store.book.presets.some((preset) => preset.name === cue.preset);
    const under = [isMissing ? `look “${cue.preset}” is missing` : cue.preset, cue.note].filter(Boolean).join(" · ");
    const follow = cue.follow_secs === null ? null : make("span", { class: "follow" }, `follow ${seconds(cue.follow_secs)}`);
    return make(
      "li", { class: `cue ${state}`, "data-number": cue.number },
      make(
        "button", {
          type: "button", class: "cue-arm", disabled: !may, "aria-pressed": String(state === "standby"),
          onclick: () => ask("standby", { number: state === "standby" ? null : cue.number }),
        },
        make("span", { class: "cue-number" }, cue.number),
        make(
          "span", { class: "cue-words" },
          make("span", { class: "cue-name" }, cue.name || cue.preset),
          make("span", { class: `cue-under${isMissing ? " bad" : ""}` }, under),
          cue.warning ? make("span", { class: "cue-warning", title: cue.warning }, `⚠ ${cue.flashes} flashes/s`) : null,
        ),
        make(
          "span", { class: "cue-times" },
          make("span", { class: cue.fade_secs < 1 ? "fade snap" : "fade" }, cue.fade_secs < 1 ? "SNAP" : seconds(cue.fade_secs)),
          follow,
          state === "" ? null : make("span", { class: "cue-state" }, state === "standby" ? "STANDBY" : "ON AIR"),
        ),
      ),
      make("button", {
        type: "button", class: "cue-edit icon-button", disabled: !may, "aria-label": `Edit cue ${cue.number}`,
        onclick: () => this.begin(cue),
      }, "✎"),
    );
  }

  /** Opens a cue for writing; `null` for a new one. */
  begin(cue) {
    const book = store.book;
    const empty = {
      number: numberAfter(book.cues, book.standby ?? book.active), name: "", preset: book.presets.at(-1)?.name ?? "",
      fade_secs: 3, follow_secs: null, note: "",
    };
    this.writing = cue?.number ?? "";
    this.form = new CueForm(cue ?? empty, {
      isNew: cue === null,
      presets: book.presets,
      close: () => this.close(),
      save: (written) => this.save(cue, written),
      remove: () => ask("delete_cue", { number: cue.number }, true).then(() => this.close()),
      goTo: () => ask("goto", { number: cue.number }, true),
    }).element;
    this.refresh();
    this.form.scrollIntoView?.({ block: "nearest" });
    this.form.querySelector("input")?.focus({ preventScroll: true });
  }

  async save(before, cue) {
    const answer = await ask("write_cue", { cue });
    if (!answer.ok) return;
    // Another number is another cue: the old one goes, as the person saw and wanted.
    if (before && before.number !== cue.number) await ask("delete_cue", { number: before.number }, true);
    this.close();
  }

  close() {
    this.writing = null;
    this.form = null;
    this.refresh();
  }
}
customElements.define("op-cues", OpCues);
