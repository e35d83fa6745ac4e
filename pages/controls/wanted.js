// What a person wants while they drag: shown at once, sent as the line allows, given up when the show says otherwise.
//
// In: values of one or more parameters, moved together. Out: sets of one gesture, a let-go at the end.
// Not here: what the hand did (`fader`, `director/ring`). Invariant: at most one set in 25 ms, and the last one is always sent.

import { letGo, newGesture, set, store } from "../net/show.js";

const SEND_MS = 25;
/** How long the own values are shown when the show does not tell them back. */
const OWN_MS = 1000;

export class Wanted {
  /** `paths()` tells which parameters; `refresh()` is called whenever what is shown changes. */
  constructor(paths, refresh) {
    Object.assign(this, { paths, refresh, values: null, isDue: false, isOpen: false });
  }

  /** A drag begins, or a key is pressed down. */
  begin() {
    clearTimeout(this.forgetting);
    this.gesture = newGesture();
    this.isOpen = true;
  }

  want(values) {
    this.values = values;
    this.isDue = true;
    this.refresh();
    if (!this.sending) this.send();
  }

  send() {
    if (!this.isDue) return;
    this.isDue = false;
    this.paths().forEach((path, index) => set(path, this.values[index], { g: this.gesture }).then((answer) => {
      if (!answer.ok && answer.code !== "superseded") this.forget();
    }));
    this.sending = setTimeout(() => {
      this.sending = null;
      if (this.values) this.send();
    }, SEND_MS);
  }

  /** The hand is off. */
  end() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.send();
    this.paths().forEach(letGo);
    this.forgetting = setTimeout(() => this.forget(), OWN_MS);
  }

  /** Whether the show has come to what was wanted last. */
  get isTrue() {
    return this.values !== null && !this.isOpen && this.paths().every((path, index) => store.goal(path) === this.values[index]);
  }

  /** Shows the show's values again. */
  forget() {
    clearTimeout(this.forgetting);
    if (this.values === null) return;
    this.values = null;
    this.isDue = false;
    this.refresh();
  }
}
