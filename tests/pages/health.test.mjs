// The health page's modules: the last minute, moods, sentences, the way of a pose.
import assert from "node:assert/strict";
import { test } from "node:test";
import { advice, moodOfFrame, moodOfRate, moodOfTracking, waterfall } from "../../pages/health/advice.js";
import { Minute, ageOf, dropsOf } from "../../pages/health/minute.js";

const good = {
  fps: 24, rate: 24, frames: 100, frame: 100, frame_ms: 20, p99_ms: 30, spans_ms: { tracker: 1, cpu: 2, upload: 3, wait: 14 },
  drops: { gpu: 0, cpu: 0 }, passes: [["sky", 4], ["opaque", 6]], rejected: 0, tracking: [{ camera: "A", state: "live", age_ms: 8, fault: "" }], clients: 2,
};

test("a minute is kept, no more, and drops are counted where they happen", () => {
  const minute = new Minute();
  for (let at = 0; at < 100; at += 1) minute.add({ ...good, frame: at, drops: { gpu: at < 50 ? 1 : 3, cpu: 0 } }, at * 1000);
  assert.equal(minute.samples[0].atMs, 39_000);
  assert.equal(minute.samples.length, 61);
  assert.deepEqual(minute.samples.filter(({ fresh }) => fresh > 0).map(({ frame, fresh }) => [frame, fresh]), [[50, 2]]);
  // A program that was started again counts from nothing: that is no drop.
  minute.add({ ...good, drops: { gpu: 0 } }, 100_000);
  assert.equal(minute.samples.at(-1).fresh, 0);
  const flood = new Minute();
  for (let at = 0; at < 5000; at += 1) flood.add(good, at);
  assert.ok(flood.samples.length <= 600);
});

test("the table has a header, as many fields in each line, and times before now", () => {
  const minute = new Minute();
  minute.add(good, 1000);
  minute.add({ ...good, tracking: [] }, 1250);
  const lines = minute.csv().trimEnd().split("\r\n").map((line) => line.split(","));
  assert.deepEqual(lines.map((line) => line.length), [13, 13, 13]);
  const column = (name) => lines.slice(1).map((line) => line[lines[0].indexOf(name)]);
  assert.deepEqual(column("seconds"), ["-0.25", "0"]);
  assert.deepEqual(column("tracking_age_ms"), ["8", ""]);
  assert.deepEqual(column("budget_ms"), ["41.667", "41.667"]);
});

test("moods follow the budget, the rate and the tracker", () => {
  assert.deepEqual([20, 40, 42].map((p99_ms) => moodOfFrame({ ...good, p99_ms })), ["good", "warn", "bad"]);
  assert.deepEqual([24, 23.5, 20].map((fps) => moodOfRate({ ...good, fps })), ["good", "warn", "bad"]);
  assert.deepEqual(["live", "predicted", "lost"].map((state) => moodOfTracking({ state, fault: "" })), ["good", "warn", "bad"]);
  assert.equal(moodOfTracking({ state: "live", fault: "no lens" }), "bad");
});

test("nothing wrong says nothing; what is wrong says what to do", () => {
  assert.deepEqual(advice(good), []);
  const told = advice({ ...good, fps: 12, drops: { gpu: 3 }, rejected: 5, tracking: [{ camera: "B", state: "lost", fault: "no datagram for 3 s", age_ms: null }] });
  assert.deepEqual(told.map(({ mood }) => mood), ["bad", "bad", "warn", "warn"]);
  assert.match(told[0].words, /12\.0 frames a second of 24.*GPU takes most/);
  assert.match(told[2].words, /3 dropped \(gpu\).*outer\/every_nth/);
});

test("the way of a pose: the GPU works while the program waits, and unknown parts are left out", () => {
  const parts = Object.fromEntries(waterfall(good).map(({ name, ms }) => [name, ms]));
  assert.deepEqual(parts, { "Tracker age": 8, Queue: 1, CPU: 2, Upload: 3, GPU: 10, Wait: 4 });
  assert.deepEqual(waterfall({ tracking: [], spans_ms: { cpu: 2 } }).map(({ name }) => name), ["CPU"]);
  assert.equal(ageOf({ tracking: [{ age_ms: null }] }), null);
  assert.equal(dropsOf({ drops: { gpu: 1, cpu: 2 } }), 3);
});
