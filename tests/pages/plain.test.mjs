// Words for parameters and for lines of the undo list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainName, plainWords } from "../../pages/controls/plain.js";

test("paths get a director's words, unknown ones words made from themselves", () => {
  assert.equal(plainName("grade/trim_ev"), "Brightness");
  assert.equal(plainName("grade/outer/temperature_k"), "Warmth off camera");
  assert.equal(plainName("inner/B/trim_ev"), "Brightness in camera B");
  assert.equal(plainName("card/3/feather_m"), "Feather (card 3)");
  assert.equal(plainName("pattern_nits"), "Pattern level");
});

test("lines of the undo list read as people say them", () => {
  assert.equal(plainWords("grade/trim_ev 0 -> 0.333 EV"), "Brightness 0 → +1/3 stops");
  assert.equal(plainWords("inner/A/trim_ev -1.3333 -> -2 EV"), "Brightness in camera A −1 1/3 → −2 stops");
  assert.equal(plainWords("grade/temperature_k 6504 -> 6106.813 K"), "Warmth 6504 → 6107 K");
  assert.equal(plainWords("grade/trim_ev 0 EV -> 0.333 EV"), "Brightness 0 → +1/3 stops");
  assert.equal(plainWords("grade/trim_ev 0 EV -> -1 EV and 3 more"), "Brightness 0 → −1 stops and 3 more");
  assert.equal(plainWords("sky/visibility_m 8 km -> 350 m"), "Visibility 8 km → 350 m");
  assert.equal(plainWords("take 3 (101A T3 14:22)"), "take 3 (101A T3 14:22)");
  assert.equal(plainWords("wall/hold off -> on"), "Hold off → on");
  assert.equal(plainWords("preset Golden hour"), "Look “Golden hour”");
});
