// The store takes deltas only on top of what they were made from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store, colorsOf, initials, mayDo } from "../../pages/net/store.js";
import { backoffMs, median, pictureHeader } from "../../pages/net/socket.js";

const PARAMETERS = [{ path: "a/b", type: "number", min: 0, max: 1, role: "director" }, { path: "wall/hold", type: "switch", role: "operator" }];

function joined() {
  const store = new Store();
  store.take({ t: "welcome", me: { id: 7, name: "Ann", role: "director" }, epoch: 1, parameters: PARAMETERS });
  store.take({
    t: "snapshot", rev: 5, frame: 100, values: { "a/b": 0.2, "wall/hold": false }, goals: {}, bounds: { "a/b": [0.1, 0.5] },
    people: [{ id: 7, name: "Ann" }, { id: 8, name: "Ben" }], history: [], touched: [],
  });
  return store;
}

test("a delta on the known revision changes what it names and tells only that", () => {
  const store = joined();
  const told = [];
  store.on("value:a/b", () => told.push("a/b"));
  store.on("value:wall/hold", () => told.push("hold"));
  store.on(["values", "value:a/b"], () => told.push("both once"));
  assert.equal(store.take({ t: "delta", rev: 9, from: 5, frame: 101, values: { "a/b": 0.3 }, goals: { "a/b": 0.9 } }), undefined);
  assert.deepEqual([store.value("a/b"), store.goal("a/b"), store.rev], [0.3, 0.9, 9]);
  assert.deepEqual(told, ["a/b", "both once"]);
  store.take({ t: "delta", rev: 10, from: 9, frame: 102, goals: { "a/b": null } });
  assert.equal(store.goal("a/b"), 0.3);
});

test("a delta on another revision changes nothing and asks for a resync", () => {
  const store = joined();
  assert.equal(store.take({ t: "delta", rev: 9, from: 6, frame: 101, values: { "a/b": 0.3 } }), "resync");
  assert.deepEqual([store.value("a/b"), store.rev], [0.2, 5]);
});

test("a welcome after a reload waits for its snapshot", () => {
  const store = joined();
  store.take({ t: "welcome", me: { id: 7, name: "Ann", role: "director" }, epoch: 2, parameters: [] });
  assert.equal(store.isReady, false);
  assert.equal(store.take({ t: "delta", rev: 6, from: 5, frame: 1, values: { "a/b": 1 } }), undefined);
  assert.equal(store.value("a/b"), 0.2);
});

test("only somebody else's touch counts as theirs; bounds bind directors", () => {
  const store = joined();
  store.take({ t: "delta", rev: 6, from: 5, frame: 1, touched: [{ path: "a/b", by: 7 }] });
  assert.equal(store.mover("a/b"), null);
  store.take({ t: "delta", rev: 7, from: 6, frame: 1, touched: [{ path: "a/b", by: 8 }] });
  assert.equal(store.mover("a/b").name, "Ben");
  assert.deepEqual(store.range("a/b"), [0.1, 0.5]);
  store.me = { id: 7, name: "Ann", role: "operator" };
  assert.deepEqual(store.range("a/b"), [0, 1]);
});

test("a person takes back only their own newest step", () => {
  const store = joined();
  const line = (step, by, undone) => ({ step, by, undone, words: "", frame: 0 });
  store.take({ t: "delta", rev: 6, from: 5, frame: 1, history: [line(1, 7, false), line(2, 7, true), line(3, 8, false)] });
  assert.equal(store.ownStep(false).step, 1);
  assert.equal(store.ownStep(true).step, 2);
  store.take({ t: "delta", rev: 7, from: 6, frame: 1, history: [line(1, 7, true), line(2, 7, true), line(3, 8, false), line(4, 7, false)] });
  assert.deepEqual([store.ownStep(false).step, store.ownStep(true)], [4, undefined]);
});

test("roles, initials, backoff, headers", () => {
  assert.ok(mayDo("operator", "director") && !mayDo("viewer", "director"));
  assert.deepEqual(["Ann Lee", "ben", "", "Å b c"].map(initials), ["AL", "BE", "?", "ÅC"]);
  assert.deepEqual([0, 1, 20].map((attempt) => backoffMs(attempt, 1)), [250, 500, 8000]);
  assert.equal(backoffMs(0, 0), 125);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([]), null);
  const bytes = new Uint8Array(17);
  bytes.set([1, 1, 0x80, 2, 0x68, 1, 5, 0, 0, 0, 20, 0]);
  assert.deepEqual(pictureHeader(bytes.buffer), { width: 640, height: 360, seq: 5, ageMs: 20 });
  assert.equal(pictureHeader(new ArrayBuffer(3)), null);
  assert.equal(pictureHeader(new ArrayBuffer(40)), null);
});

test("people have different colors, the same on every page", () => {
  const here = (...ids) => ids.map((id) => ({ id, here: true }));
  assert.deepEqual([...colorsOf(here(18, 2, 3))], [[2, 2], [3, 3], [18, 4]]);
  assert.deepEqual([...colorsOf(here(3, 18, 2))], [[2, 2], [3, 3], [18, 4]]);
  assert.equal(new Set(colorsOf(here(0, 8, 16, 24, 32, 40, 48, 56)).values()).size, 8);
  assert.equal(colorsOf(here(1, 2, 3, 4, 5, 6, 7, 8, 9)).size, 9);
});
