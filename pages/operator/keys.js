// The keyboard: which keys do what, and when they are left alone.
//
// In: key events. Out: the name of an action, or nothing. Not here: what an action does (`main.js`), the list that `?` opens (`help.js`).
// Invariant: Space and Enter fire no cue; while somebody writes, only the function keys count; a key that repeats does nothing.

/** Key, what it does, and its name on the help. `hold`: counts once it was down for 0.7 s. */
export const MAP = [
  { action: "hold", keys: ["F1"], about: "HOLD PICTURE on and off", always: true },
  { action: "work_light", keys: ["F2"], about: "WORK LIGHT on and off", always: true },
  { action: "blackout", keys: ["F3"], about: "BLACKOUT at once; held for 0.7 s it brings light back", always: true },
  { action: "arm", keys: ["F4"], about: "Held for 0.7 s: ARM or disarm the outputs", always: true },
  { action: "roll", keys: ["F5"], about: "ROLL and CUT", always: true },
  { action: "go", keys: ["Shift+G", "F9"], about: "GO: fires the cue in standby", always: false },
  { action: "back", keys: ["Shift+B", "F8"], about: "BACK: fires the cue before", always: false },
  { action: "standby_next", keys: ["]"], about: "Standby: one cue down" },
  { action: "standby_before", keys: ["["], about: "Standby: one cue up" },
  { action: "undo", keys: ["Ctrl+Z"], about: "Take back your own last step" },
  { action: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], about: "Do it again" },
  { action: "search", keys: ["/"], about: "Search parameters" },
  { action: "tab", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"], shown: "1 to 0", about: "Open a panel" },
  { action: "lock", keys: ["Shift+L"], about: "Lock and unlock this screen" },
  { action: "help", keys: ["?"], about: "This list" },
  { action: "close", keys: ["Escape"], about: "Close what is open", always: true },
];

/** The name of what was pressed: `Ctrl+Shift+Z`, `?`, `F3`. */
export function nameOf(event) {
  const key = event.key.length === 1 && /[a-z]/i.test(event.key) ? event.key.toUpperCase() : event.key;
  const isLetter = key.length === 1 && /[A-Z]/.test(key);
  // A sign that needs Shift on this keyboard is that sign, whatever it takes to write it.
  const shift = event.shiftKey && (isLetter || key.length > 1) ? "Shift+" : "";
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return `${event.altKey ? "Alt+" : ""}${control}${shift}${key}`;
}

/** Whether somebody writes there. */
export function isWriting(target) {
  if (!target) return false;
  if (target.isContentEditable) return true;
  const name = target.tagName?.toLowerCase();
  if (name === "textarea" || name === "select") return true;
  return name === "input" && !["checkbox", "radio", "range", "button"].includes(target.type);
}

/** The action of a key event, with the key's name; `null` for none. */
export function actionOf(event, writing) {
  if (event.repeat) return null;
  const name = nameOf(event);
  const line = MAP.find((each) => each.keys.includes(name));
  if (!line || (writing && !line.always)) return null;
  return { action: line.action, key: name };
}
