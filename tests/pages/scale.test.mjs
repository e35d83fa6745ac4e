// Faders' mathematics and people's numbers, against algebra.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, dragged, keyed, numeral, parseNumber, reading, shareOf, stops, valueAt, warmer } from "../../pages/controls/scale.js";

const trim = { path: "grade/trim_ev", unit: "EV", law: "ev", min: -10, max: 10, step: 1 / 3, default: 0 };
const kelvin = { path: "grade/temperature_k", unit: "K", law: "mired", min: 2000, max: 10000, step: 100, default: 6504 };
const sight = { path: "sky/visibility_m", unit: "m", law: "log", min: 100, max: 10000, step: 99, default: 8000 };
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("a value's place follows the parameter's law", () => {
  near(shareOf(0, trim), 0.5);
  near(shareOf(1000, sight), 0.5);
  // 500 and 100 mired at the ends: 300 mired is the middle.
  near(shareOf(1e6 / 300, kelvin), 0.5);
  for (const scale of [trim, kelvin, sight]) for (const share of [0, 0.1, 0.37, 1]) near(shareOf(valueAt(share, scale), scale), share);
});

test("touching never jumps and a drag stays in range", () => {
  near(dragged(2.5, 0, trim, false), 2.5);
  near(dragged(0, 0.1, trim, false), 2);
  near(dragged(0, 0.1, trim, true), 0.2);
  assert.equal(dragged(9, 0.5, trim, false), 10);
  assert.equal(dragged(-9, -3, trim, false), -10);
});

test("keys step, jump to the ends and home", () => {
  near(keyed("ArrowUp", 0, trim), 1 / 3);
  near(keyed("ArrowLeft", 0, trim, true), -1 / 30);
  near(keyed("PageDown", 0, trim), -10 / 3);
  assert.equal(keyed("End", 0, trim), 10);
  assert.equal(keyed("Home", 0, trim), -10);
  assert.equal(keyed("Delete", 4, trim), 0);
  assert.equal(keyed("a", 0, trim), null);
});

test("stops are told in thirds", () => {
  assert.deepEqual([0, 1 / 3, 2 / 3, 1, 4 / 3, -1 / 3, -2, -2.6666667].map(stops), ["0", "+1/3", "+2/3", "+1", "+1 1/3", "−1/3", "−2", "−2 2/3"]);
  assert.equal(stops(0.5), "+0.5");
  assert.equal(stops(-0.001), "0");
});

test("what people type is read", () => {
  const typed = { "-2/3": -2 / 3, "+1 1/3": 4 / 3, "11/2": 5.5, "5600": 5600, "8k": 8000, "0,5": 0.5, "−1": -1, "14:30": 14.5, ".25": 0.25 };
  for (const [text, number] of Object.entries(typed)) near(parseNumber(text), number);
  for (const text of ["", "abc", "1/0", "NaN", "Infinity", "1e999", "1 2", "--1"]) assert.equal(parseNumber(text), null, text);
  for (const ev of [0, 1 / 3, -4 / 3, 7]) near(parseNumber(stops(ev)), ev);
});

test("warmer steps are even in mired", () => {
  near(1e6 / warmer(5000, 10, 1700, 25000), 210);
  near(warmer(warmer(5000, 20, 1700, 25000), -20, 1700, 25000), 5000);
  assert.equal(warmer(1800, 400, 1700, 25000), 1700);
});

test("values read as people say them", () => {
  assert.equal(reading(-2 / 3, trim), "−2/3 stops");
  assert.equal(reading(8000, sight), "8 km");
  assert.equal(reading(350, sight), "350 m");
  assert.equal(numeral("hold_sun", { path: "sky/mode" }), "hold sun");
  assert.equal(clock(14.0), "14:00");
  assert.equal(clock(23.9999), "00:00");
});
