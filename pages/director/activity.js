// What others do, over the picture; and the strip that tells what a person should know before they touch anything.
//
// In: history, people, the book's reminder, the own role. Out: words. Not here: rings on controls.
// Invariant: the own steps are not told; a line leaves after some seconds.

import { CyElement, chip, make } from "../controls/element.js";
import { plainWords } from "../controls/plain.js";
import { store } from "../net/show.js";

const STAY_MS = 7000;

export class CyActivity extends CyElement {
  get keys() {
    return ["history", "snapshot"];
  }

  build() {
    this.setAttribute("role", "status");
  }

  refresh() {
    const line = [...store.history].reverse().find((one) => one.by !== store.me.id && !one.undone);
    const words = line ? `${line.step} ${line.words}` : null;
    // What stood there when the page came is no news.
    if (!this.isBegun) {
      this.isBegun = store.isReady;
      this.told = words;
      return;
    }
    if (words === this.told || !line) return;
    this.told = words;
    const who = store.person(line.by);
    this.replaceChildren(chip(who), make("span", { class: "did" }, plainWords(line.words)));
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.replaceChildren(), STAY_MS);
  }
}
customElements.define("cy-activity", CyActivity);

export class CyStrip extends CyElement {
  get keys() {
    return ["book", "welcome", "snapshot"];
  }

  refresh() {
    const { reminder } = store.book;
    const isViewer = store.isReady && store.me.role === "viewer";
    this.hidden = !reminder && !isViewer;
    if (reminder) this.replaceChildren(make("b", {}, "⚠ "), reminder);
    else if (isViewer) this.replaceChildren("You are looking on. ", make("a", { href: "/join" }, "Join with a PIN"), " to change things.");
  }
}
customElements.define("cy-strip", CyStrip);
