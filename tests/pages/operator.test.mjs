// The operator's modules: groups, cue numbers, the fade's clock, keys, nudges; against algebra and people's habits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FadeClock, compareNumbers, faultOf, numberAfter, seconds, stateOf } from "../../pages/operator/cues.js";
import { changed, differs, groups, label, search, title } from "../../pages/operator/groups.js";
import { MAP, actionOf, isWriting } from "../../pages/operator/keys.js";
import { anglesOf, cardIds, directionOf, moveTo, outlineOf, placeOf, wallsOf } from "../../pages/operator/dome.js";
import { angleAt, nearestTurn, nudge } from "../../pages/operator/nudge.js";

const number = (path, value, more = {}) => ({ path, type: "number", default: value, min: -10, max: 10, class: "look", unit: "", about: "", ...more });
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("every parameter is in one group, in the registry's order, and new ones need no line", () => {
  const all = [number("grade/trim_ev", 0), number("grade/cdl/slope_r", 1), number("grade/contrast", 1), number("pattern_nits", 18), number("card/7/ev", 0), number("fog/density", 0)];
  const found = groups(all);
  assert.deepEqual(found.map(({ key }) => key), ["grade", "grade/cdl", "", "card/7", "fog"]);
  assert.equal(found.flatMap(({ parameters }) => parameters).length, all.length);
  assert.deepEqual([title("inner/A"), title("card/7"), title("fog")], ["Inner frustum A", "Light card 7", "Fog"]);
  assert.deepEqual([label("inner/A/soft_edge_percent"), label("pattern_nits"), label("world/x_m")], ["Soft edge", "Pattern", "X"]);
});

test("a search wants every word, in path, label or description", () => {
  const all = [number("inner/A/trim_ev", 0, { about: "exposure of this inner frustum" }), number("grade/trim_ev", 0, { about: "exposure of everything" })];
  assert.deepEqual(search(all, "EXPOSURE inner").map(({ path }) => path), ["inner/A/trim_ev"]);
  assert.equal(search(all, "trim").length, 2);
  assert.equal(search(all, "trim nonsense").length, 0);
});

test("what is not default: the way of the picture first, and an f32's rounding is no change", () => {
  const all = [number("grade/trim_ev", 0), number("inner/A/overscan_percent", 8, { class: "stage" }), { path: "wall/hold", type: "switch", default: false, class: "safety" }, number("grade/contrast", 1)];
  const values = { "grade/trim_ev": 0.5, "inner/A/overscan_percent": 9, "wall/hold": true, "grade/contrast": 1 };
  assert.deepEqual(changed(all, values).map(({ path }) => path), ["wall/hold", "inner/A/overscan_percent", "grade/trim_ev"]);
  assert.ok(!differs(number("a", 0.1), Math.fround(0.1)) && differs(number("a", 0.1), 0.101));
  assert.ok(!differs(number("a", 0), undefined));
});

test("cue numbers are ordered as people count, and a new one fits between", () => {
  assert.deepEqual(["10", "2.5", "2", "10A", "1"].sort(compareNumbers), ["1", "2", "2.5", "10", "10A"]);
  const list = ["1", "2", "3"].map((each) => ({ number: each }));
  assert.deepEqual([numberAfter([], null), numberAfter(list, "3"), numberAfter(list, "2"), numberAfter(list, null)], ["1", "4", "2.5", "4"]);
  assert.equal(numberAfter([{ number: "1" }, { number: "5" }], "1"), "2");
  assert.equal(stateOf({ standby: "2", active: "2" }, "2"), "standby");
  assert.deepEqual([seconds(0), seconds(1.25), seconds(65), seconds(null)], ["0 s", "1.3 s", "1:05", ""]);
});

test("a cue that cannot be is told why", () => {
  const good = { number: "12.5", name: "", preset: "Day", fade_secs: 0, follow_secs: null, note: "" };
  const presets = [{ name: "Day" }];
  assert.equal(faultOf(good, presets), "");
  for (const bad of [{ number: "" }, { number: "A" }, { preset: "Gone" }, { fade_secs: NaN }, { fade_secs: -1 }, { follow_secs: NaN }]) assert.notEqual(faultOf({ ...good, ...bad }, presets), "", JSON.stringify(bad));
});

test("the fade's clock counts frames from the firing, and knows nothing of fades before it came", () => {
  const book = (active) => ({ active, cues: [{ number: "1", fade_secs: 3, follow_secs: null }, { number: "2", fade_secs: 4, follow_secs: 6 }] });
  const clock = new FadeClock();
  clock.see(book("1"), 100);
  assert.deepEqual(clock.left(book("1"), 110, 24), { fade: null, done: null, follow: null });
  clock.see(book("2"), 200);
  const left = clock.left(book("2"), 224, 24);
  near(left.fade, 3);
  near(left.done, 0.25);
  near(left.follow, 5);
  assert.equal(clock.left(book("2"), 200 + 4 * 24, 24).fade, null);
  assert.equal(clock.left(book("2"), 200 + 7 * 24, 24).follow, null);
  clock.again(400);
  near(clock.left(book("2"), 424, 24).fade, 3);
  assert.equal(clock.left(book("2"), 424, 0).fade, null);
});

const press = (key, more = {}) => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more });

test("GO has its own key, and Space and Enter are nobody's", () => {
  assert.equal(actionOf(press("G", { shiftKey: true }), false).action, "go");
  assert.equal(actionOf(press("F9"), false).action, "go");
  for (const key of [" ", "Enter", "g"]) assert.equal(actionOf(press(key), false), null, key);
  assert.ok(!MAP.flatMap(({ keys }) => keys).some((key) => key === " " || key === "Enter"));
  const all = MAP.flatMap(({ keys }) => keys);
  assert.equal(new Set(all).size, all.length, "a key that does two things");
});

test("while somebody writes only function keys count, and a key that repeats does nothing", () => {
  assert.equal(actionOf(press("G", { shiftKey: true }), true), null);
  assert.equal(actionOf(press("F3"), true).action, "blackout");
  assert.equal(actionOf(press("F3", { repeat: true }), false), null);
  assert.equal(actionOf(press("z", { ctrlKey: true }), false).action, "undo");
  assert.equal(actionOf(press("Z", { metaKey: true, shiftKey: true }), false).action, "redo");
  assert.equal(actionOf(press("?", { shiftKey: true }), false).action, "help");
  assert.ok(isWriting({ tagName: "INPUT", type: "text" }) && isWriting({ tagName: "SELECT" }));
  assert.ok(!isWriting({ tagName: "INPUT", type: "checkbox" }) && !isWriting({ tagName: "BUTTON" }) && !isWriting(null));
});

test("a nudge goes along the stage's axes, as `show::world` turns them", () => {
  assert.deepEqual(nudge([0.1, 0, 0], 0), [["world/x_m", 0.1]]);
  // R_y(90 degrees) takes +x to -z and +z to +x.
  const [[path, by], ...rest] = nudge([1, 0, 0], 90);
  assert.equal(path, "world/z_m");
  near(by, -1);
  assert.equal(rest.length, 0);
  near(nudge([0, 0, 1], 90)[0][1], 1);
  assert.equal(nudge([0, 0, 1], 90)[0][0], "world/x_m");
  const turned = Object.fromEntries(nudge([3, 1, 4], 33));
  near(Math.hypot(turned["world/x_m"], turned["world/z_m"]), 5);
  near(turned["world/y_m"], 1);
});

test("the turntable's handle: up is ahead, left is positive, whole turns stay near", () => {
  near(angleAt(0, -10), 0);
  near(angleAt(-10, 0), 90);
  near(angleAt(10, 0), -90);
  assert.equal(nearestTurn(-170, 180), 190);
  assert.equal(nearestTurn(10, 350), 10);
  assert.equal(nearestTurn(10, 300), 10);
});

test("the dome's map: axes as `show::catalog::card` tells them, and back", () => {
  const around = ([x, y, z], [a, b, c]) => [near(x, a), near(y, b), near(z, c)];
  around(directionOf(0, 0), [0, 0, -1]);
  around(directionOf(90, 0), [-1, 0, 0]);
  around(directionOf(-90, 0), [1, 0, 0]);
  around(directionOf(12, 90), [0, 1, 0]);
  for (const [a, e] of [[0, 0], [33, 21], [-170, -80], [180, 5]]) {
    const back = anglesOf(directionOf(a, e));
    near(Math.abs(back.azimuth), Math.abs(a));
    near(back.elevation, e);
  }
});

test("walls are seen from the view origin, and one behind does not tear", () => {
  const quad = (z) => ({ wall: "main", corners_m: [[-1, 2.5, z], [1, 2.5, z], [1, 0.5, z], [-1, 0.5, z]] });
  const [front] = wallsOf({ panels: [quad(-1)] });
  near(front[0][0], -45);
  near(front[1][0], 45);
  near(front[0][1], -Math.atan2(1, Math.SQRT2) * 180 / Math.PI);
  const [behind] = wallsOf({ panels: [quad(1)] });
  assert.ok(Math.max(...behind.map(([x]) => x)) - Math.min(...behind.map(([x]) => x)) < 91);
  const mesh = { wall: "ceiling", positions_m: [[0, 3, -1], [1, 3, -1], [0, 3, -2]], triangles: [[0, 1, 2]] };
  assert.equal(wallsOf({ panels: [quad(-1)], meshes: [mesh, { ...mesh, wall: "main" }] }).length, 2);
  assert.deepEqual(wallsOf(null), []);
});

test("a dragged card goes where it is wanted; one on the stage keeps its distance", () => {
  const value = (values) => (name) => values[name];
  const dome = value({ anchor: "dome", azimuth_deg: 10, elevation_deg: 5, width_deg: 20, height_deg: 10 });
  assert.deepEqual(placeOf(dome), { azimuth: 10, elevation: 5, width: 20, height: 10 });
  assert.deepEqual(moveTo(dome, { azimuth: 190, elevation: 95 }), [["azimuth_deg", -170], ["elevation_deg", 90]]);
  const stage = value({ anchor: "stage", x_m: 0, y_m: 1.5, z_m: -4, width_m: 8, height_m: 1 });
  near(placeOf(stage).width, 90);
  const to = Object.fromEntries(moveTo(stage, { azimuth: 90, elevation: 0 }));
  near(to.x_m, -4);
  near(to.y_m, 1.5);
  near(to.z_m, 0);
  // What follows the sun counts from it, whatever the anchor.
  const sun = value({ anchor: "stage", follow_sun: true, azimuth_deg: 3, elevation_deg: 4, width_deg: 1, height_deg: 1 });
  assert.deepEqual(moveTo(sun, { azimuth: 5, elevation: 6 }), [["azimuth_deg", 5], ["elevation_deg", 6]]);
  assert.deepEqual(cardIds(["card/key/on", "card/key/ev", "card/3/on", "grade/on"]), ["key", "3"]);
  assert.equal(outlineOf("rectangle", { width: 4, height: 2, elevation: 0 }), "M -2 -1 L 2 -1 L 2 1 L -2 1 Z");
  // A degree of azimuth at 60 degrees of elevation is half as wide: the map stretches it to two.
  near(Number(/A ([\d.]+) 1 /.exec(outlineOf("disc", { width: 2, height: 2, elevation: 60 }))[1]), 2);
});
