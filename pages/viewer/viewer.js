// The viewer page: picture, tally, cue, take and slate; nothing to touch.
//
// In: the store. Out: words under the picture. Not here: the picture (`preview`), the tally (`tally`).
// Invariant: it sends nothing that changes the show.

import "../controls/preview.js";
import "../controls/tally.js";
import "../controls/connection.js";
import "../controls/awake.js";
import { CyElement, make } from "../controls/element.js";
import { start, store } from "../net/show.js";

class CyCueLine extends CyElement {
  get keys() {
    return ["book", "snapshot"];
  }

  refresh() {
    const { cues, active, standby, slate, takes } = store.book;
    const named = (number) => {
      const cue = cues.find((one) => one.number === number);
      return cue ? `${cue.number} ${cue.name}` : null;
    };
    const part = (what, words) => (words ? make("span", {}, `${what} `, make("b", {}, words)) : null);
    const last = takes[takes.length - 1];
    const parts = [
      part("Cue", named(active)), part("Next", named(standby)), part("Scene", slate.scene), part("Take", String(slate.take)),
      part("Last", last ? `${last.label}${last.drops ? `, ${last.drops} dropped frames` : ""}` : null),
    ];
    this.replaceChildren(...parts.filter(Boolean));
  }
}
customElements.define("cy-cue-line", CyCueLine);
start();
