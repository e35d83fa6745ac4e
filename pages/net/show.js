// The page's one store and one line to the show, and the wishes that controls send.
//
// In: what a person does. Out: messages; refusals told to the store under `refused`, with a way to insist.
// Not here: the protocol's bookkeeping (`socket`). Invariant: no control talks to the socket by itself.

import { Connection } from "./socket.js";
import { Store } from "./store.js";

export const store = new Store();

const NAME = "cyclorama_name";
const page = () => document.documentElement.dataset.page ?? "viewer";

export const connection = new Connection(store, {
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/socket`,
  hello: () => ({ t: "hello", proto: 1, name: recall(NAME) ?? "", page: page() }),
});

/** Something that this device remembers; `null` where it may not. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers it. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A private window remembers nothing; the page works without.
  }
}

export const rememberName = (name) => remember(NAME, name);
export const recallName = () => recall(NAME) ?? "";

/** Sends a wish. A refusal is told to all, with `again(true)` where a hold would override it. */
async function wish(message) {
  const answer = await connection.request(message);
  if (!answer.ok) store.tell("refused", { answer, message, again: () => wish({ ...message, hold: true }) });
  return answer;
}

let gesture = 0;

/** A number for all moves of one drag. */
export function newGesture() {
  gesture = (gesture % 0xffff) + 1;
  return gesture;
}

/** A value: a number, true or false, or the word of a choice. */
export function set(path, v, { fade = 0, g = 0, hold = false } = {}) {
  return wish({ t: "set", path, v, fade, g, hold });
}

export function step(path, by, fade = 0) {
  return wish({ t: "step", path, by, fade });
}

export function reset(path, fade = 0) {
  return wish({ t: "reset", path, fade });
}

export function letGo(path) {
  connection.write({ t: "letgo", path });
}

export function bound(path, min, max) {
  return wish({ t: "bound", path, min, max });
}

export const undo = (fade = 0) => wish({ t: "undo", fade });
export const redo = (fade = 0) => wish({ t: "redo", fade });

/** An ask of the clerk: `ask("recall_preset", {name, fade}, held)`. */
export function ask(what, fields = {}, hold = false) {
  return wish({ t: "ask", what, hold, ...fields });
}

/** Begins. Call once, after the page's controls are defined. */
export function start() {
  connection.start();
}
