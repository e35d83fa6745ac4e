// Undo and redo of one's own last step, with a word where nothing came of it.
//
// In: a press. Out: an undo or a redo. Not here: which step that is (`params::history`).
// Invariant: a press that changes nothing says why: somebody else may have changed it since.

import { redo, store, undo } from "../net/show.js";

/** Takes back the person's last step, or does it again. */
export async function takeBack(isAgain = false) {
  const answer = await (isAgain ? redo() : undo());
  // Other refusals are told to everybody who listens; this one only a person who pressed the button understands.
  if (answer.code === "superseded") store.tell("hint", answer.why.charAt(0).toUpperCase() + answer.why.slice(1));
}
