// Cue list: order, what stands where, how long a fade still takes.
//
// In: the book. Out: plain values. Not here: elements (`cue_list.js`), firing (`go.js`).
// Invariant: numbers are ordered as people count: 2, 2.5, 10; a clock of the page is never asked, only frames.

/** Compares cue numbers as people count: 2 < 2.5 < 10 < 10A. */
export function compareNumbers(a, b) {
  const pieces = (text) => String(text).split(/[.\s]/).map((piece) => [parseFloat(piece), piece]);
  const [left, right] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, two] = [left[at] ?? [-1, ""], right[at] ?? [-1, ""]];
    if (one[0] !== two[0] && !Number.isNaN(one[0]) && !Number.isNaN(two[0])) return one[0] - two[0];
    if (one[1] !== two[1]) return one[1] < two[1] ? -1 : 1;
  }
  return 0;
}

/** A number for a new cue after this one, before the next: 2 and 3 give 2.5; after the last, the next whole one. */
export function numberAfter(cues, number) {
  const numbers = cues.map((cue) => parseFloat(cue.number)).filter(Number.isFinite).sort((a, b) => a - b);
  if (numbers.length === 0) return "1";
  const from = number === null || number === undefined ? numbers.at(-1) : parseFloat(number);
  const next = numbers.find((other) => other > from);
  if (next === undefined) return String(Math.floor(from) + 1);
  const whole = Math.floor(from) + 1;
  if (whole < next) return String(whole);
  return String(Math.round(((from + next) / 2) * 1000) / 1000);
}

/** Where a cue stands: `active`, `standby` or `""`. */
export function stateOf(book, number) {
  if (book.standby === number) return "standby";
  return book.active === number ? "active" : "";
}

/** The cue of a number. */
export function cueOf(book, number) {
  return book?.cues?.find((cue) => cue.number === number) ?? null;
}

/** Frames a second of the show: a page that came before its first frame was told none. */
export const rateOf = (store) => store.health?.rate || store.rate;

/** Seconds as people read them: `0 s`, `1.5 s`, `1:05`. */
export function seconds(secs) {
  if (secs === null || secs === undefined) return "";
  if (secs >= 60) return `${Math.floor(secs / 60)}:${String(Math.round(secs % 60)).padStart(2, "0")}`;
  return `${Math.round(secs * 10) / 10} s`;
}

/**
 * Follows fades and follow-ons of the cue that fired last, by frames.
 * `see` is told of every book and frame; `left` says what remains.
 */
export class FadeClock {
  #active = null;
  #firedAt = null;
  #known = false;

  /** A book and the frame at which it was seen. */
  see(book, frame) {
    const active = book?.active ?? null;
    if (!this.#known) {
      // Who joins during a fade cannot know when it began.
      this.#known = true;
      this.#active = active;
      return;
    }
    if (active !== this.#active) {
      this.#active = active;
      this.#firedAt = active === null ? null : frame;
    }
  }

  /** The same cue was fired once more. */
  again(frame) {
    this.#firedAt = frame;
  }

  /** Seconds left of fade and follow-on, and how far the fade is, 0 to 1; `null` where nothing runs or nothing is known. */
  left(book, frame, rate) {
    const cue = cueOf(book, this.#active);
    if (cue === null || this.#firedAt === null || !(rate > 0)) return { fade: null, done: null, follow: null };
    const passed = Math.max(0, frame - this.#firedAt) / rate;
    const rest = cue.fade_secs - passed;
    const fade = rest > 0 ? rest : null;
    const done = fade === null ? null : passed / cue.fade_secs;
    const wait = cue.follow_secs === null || cue.follow_secs === undefined ? null : cue.follow_secs - passed;
    return { fade, done, follow: wait !== null && wait > 0 ? wait : null };
  }
}

/** What is wrong with a cue that is being written, in words; empty for nothing. */
export function faultOf(cue, presets) {
  if (cue.number.trim() === "") return "A cue needs a number, as in 12.5.";
  if (!/^[0-9][0-9A-Za-z.]*$/.test(cue.number.trim())) return "A cue's number begins with a digit, as in 12.5.";
  if (!presets.some((preset) => preset.name === cue.preset)) return "Choose the preset that this cue goes to.";
  if (!Number.isFinite(cue.fade_secs) || cue.fade_secs < 0) return "The fade takes seconds: 0 or more.";
  if (cue.follow_secs !== null && !(Number.isFinite(cue.follow_secs) && cue.follow_secs >= 0)) {
    return "Follow takes seconds from GO to the next cue; nothing waits for GO.";
  }
  return "";
}
