// The style's tokens against WCAG 2.2 AA (1.4.3 text 4.5:1, 1.4.11 parts of controls 3:1) and the stage's dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../pages/style.css", import.meta.url), "utf8");
const tokens = Object.fromEntries([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color]));
const people = [...css.matchAll(/--person: (#[0-9a-f]{6})/g)].map(([, color]) => color);

/** Relative luminance, WCAG 2.2. */
function luminance(color) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((code) => (code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ["ground", "panel", "raised", "pressed"];

test("the formula gives the standard's own figures", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.01);
  assert.ok(contrast("#333333", tokens.panel) < 3, "the negative control passed");
});

test("text stands out on every surface", () => {
  for (const surface of SURFACES) {
    for (const ink of ["text", "soft", "own", "green", "red", "amber"]) {
      const ratio = contrast(tokens[ink], tokens[surface]);
      assert.ok(ratio >= 4.5, `${ink} on ${surface}: ${ratio.toFixed(2)}`);
    }
  }
  const pairs = [["text", "own-deep"], ["on-red", "red-deep"], ["amber", "amber-deep"], ["text", "amber-deep"], ["green", "green-deep"], ["text", "green-deep"]];
  for (const [ink, ground] of pairs) assert.ok(contrast(tokens[ink], tokens[ground]) >= 4.5, `${ink} on ${ground}`);
  for (const light of ["own", "green", "amber"]) assert.ok(contrast("#000000", tokens[light]) >= 4.5, `black on ${light}`);
  for (const color of people) assert.ok(contrast("#000000", color) >= 4.5, `black on ${color}`);
});

test("parts of controls stand out", () => {
  assert.equal(people.length, 8);
  for (const surface of ["ground", "panel"]) {
    for (const part of ["edge", "own", "amber", "text"]) assert.ok(contrast(tokens[part], tokens[surface]) >= 3, `${part} on ${surface}`);
    for (const color of people) assert.ok(contrast(color, tokens[surface]) >= 3, `${color} on ${surface}`);
  }
  assert.ok(contrast(tokens.text, tokens.own) >= 1.5, "a thumb on its fill");
});

test("surfaces that fill the page stay under 5 nits on a tablet of 500", () => {
  for (const surface of ["ground", "panel"]) assert.ok(500 * luminance(tokens[surface]) < 5, surface);
  assert.ok(500 * luminance(tokens.raised) < 6, "raised");
});
