// The operator's page: its parts, and what keys do.
//
// In: key presses. Out: calls of the parts. Not here: the parts, which key is which (`keys.js`).
// Invariant: a key does what its button does, through the same door, and nothing while a dialog is open but close it.

import "../controls/all.js";
import "./top.js";
import "./cue_list.js";
import "./go.js";
import "./arm.js";
import "./parameter_row.js";
import "./banks.js";
import "./world.js";
import "./frusta.js";
import "./cards.js";
import "./changed.js";
import "./history.js";
import "./presets.js";
import "./takes.js";
import "./people_panel.js";
import "./panels.js";
import "./help.js";
import { ask, start, store } from "../net/show.js";
import { compareNumbers } from "./cues.js";
import { actionOf, isWriting } from "./keys.js";
import { takeBack } from "./take_back.js";

const find = (selector) => document.querySelector(selector);

/** Presses a button by key: Enter goes down now, and up when the key does. */
function press(selector) {
  const button = find(selector);
  if (!button) return null;
  const send = (kind) => button.dispatchEvent(new KeyboardEvent(kind, { key: "Enter" }));
  send("keydown");
  return () => send("keyup");
}

/** Moves the standby by one cue. */
function moveStandby(by) {
  const { cues, standby, active } = store.book;
  const numbers = cues.map((cue) => cue.number).sort(compareNumbers);
  const at = numbers.indexOf(standby ?? active);
  const to = numbers[Math.max(0, Math.min(numbers.length - 1, at + by))];
  if (to !== undefined && to !== standby) ask("standby", { number: to });
}

const ACTIONS = {
  hold: () => press('cy-panic [data-path="wall/hold"]'),
  work_light: () => press('cy-panic [data-path="wall/work_light"]'),
  blackout: () => press('cy-panic [data-path="wall/blackout"]'),
  arm: () => press("op-arm button"),
  roll: () => void ask(store.value("take/rolling") === true ? "cut" : "roll"),
  go: () => find("op-go").fire("go"),
  back: () => find("op-go").fire("back"),
  standby_next: () => moveStandby(1),
  standby_before: () => moveStandby(-1),
  undo: () => void takeBack(),
  redo: () => void takeBack(true),
  search: () => {
    find("op-panels").open("banks");
    find("op-banks").search();
  },
  tab: (key) => find("op-panels").open(Number(key) || 10),
  lock: () => press("cy-lock button"),
  help: () => find("op-help").toggle(),
  close: () => document.activeElement?.blur?.(),
};

const down = new Map();
const isLocked = () => document.documentElement.hasAttribute("data-screen-locked");
const SAFETY = ["hold", "work_light", "blackout", "lock"];

addEventListener("keydown", (event) => {
  const found = actionOf(event, isWriting(event.target));
  if (!found) return;
  const isSafety = SAFETY.includes(found.action);
  if ((isLocked() && !isSafety) || (find("dialog[open]") && !isSafety)) return;
  if (found.action !== "close") event.preventDefault();
  down.get(event.code)?.();
  const release = ACTIONS[found.action](found.key);
  if (typeof release === "function") down.set(event.code, release);
});
addEventListener("keyup", (event) => {
  down.get(event.code)?.();
  down.delete(event.code);
});
// Keys that go up elsewhere must not hold anything here.
addEventListener("blur", () => {
  for (const release of down.values()) release();
  down.clear();
});

start();
