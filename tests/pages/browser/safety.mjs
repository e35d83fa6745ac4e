// The three buttons and hold-to-confirm, and that the wall shows what they say.
//
// In: the world. Out: tests. Not here: how the wall goes dark (`safety` of the program).
// Invariant: that nothing happened is looked for after a later change of the same page was drawn.

import assert from "node:assert/strict";
import { check } from "./check.mjs";

const MARK = "grade/contrast";

/** The wall as the simulated camera sees it, safety chain and all: mean of its preview, and how far from neutral its light is. */
async function wall(person) {
  const reply = await person.context.request.get(`${person.show.address}/api/v1/preview.jpg?source=camera:A`);
  assert.equal(reply.status(), 200, await reply.text().catch(() => ""));
  const bytes = [...(await reply.body())];
  return person.page.evaluate(async (all) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(all)], { type: "image/jpeg" }));
    const sheet = new OffscreenCanvas(picture.width, picture.height);
    const pen = sheet.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const { data } = pen.getImageData(0, 0, picture.width, picture.height);
    const lumas = Array.from({ length: data.length / 4 }, (_, at) => (data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3);
    const mean = lumas.reduce((sum, luma) => sum + luma, 0) / lumas.length;
    const lit = lumas.map((luma, at) => [luma, Math.abs(data[4 * at] - data[4 * at + 2])]).filter(([luma]) => luma > 20);
    return { mean, tint: lit.reduce((sum, [, tint]) => sum + tint, 0) / Math.max(1, lit.length) };
  }, bytes);
}

/** Waits until the wall is as the condition says. */
async function wallWhen(person, condition, words) {
  const until = Date.now() + 20_000;
  for (;;) {
    const seen = await wall(person);
    if (condition(seen)) return seen;
    if (Date.now() > until) throw new Error(`the wall is not ${words}: ${JSON.stringify(seen)}`);
  }
}

/** The wall once light no longer comes up: alike over eight frames. */
async function steady(person) {
  const frames = async () => (await (await person.context.request.get(`${person.show.address}/api/v1/health`)).json()).frames;
  for (;;) {
    const [before, from] = [await wall(person), await frames()];
    while ((await frames()) < from + 8);
    const after = await wall(person);
    if (Math.abs(after.mean - before.mean) < 0.5) return after;
  }
}

const button = (person, path) => person.page.locator(`cy-panic [data-path="${path}"]`);
const isPressed = ([path, pressed]) => document.querySelector(`cy-panic [data-path="${path}"]`).getAttribute("aria-pressed") === pressed;

/** Another change of this page, drawn: whatever was sent before it has been decided by then. */
async function afterwards(person) {
  const before = await person.value(MARK);
  await person.key(MARK, "ArrowRight");
  await person.valueWhen(MARK, (value) => value !== before);
}

export function safety(world) {
  check(world, "BLACKOUT acts at press-down and comes back only after a hold", async () => {
    const { olga } = world;
    // Light comes up over a second after the start.
    await wallWhen(olga, ({ mean }) => mean > 3, "lit at first");
    const black = button(olga, "wall/blackout");
    await black.hover();
    await olga.page.mouse.down();
    // Still down: it acts at press-down.
    await olga.until(isPressed, ["wall/blackout", "true"]);
    await olga.page.mouse.up();
    assert.equal(await olga.value("wall/blackout"), true);
    await wallWhen(olga, ({ mean }) => mean < 0.5, "black");
    // Everybody sees it.
    await world.dan.until(isPressed, ["wall/blackout", "true"]);
    // A short press: nothing but a word.
    await black.click();
    await olga.page.locator("cy-toast .line", { hasText: /hold/i }).first().waitFor();
    await afterwards(olga);
    assert.equal(await olga.value("wall/blackout"), true);
    await wallWhen(olga, ({ mean }) => mean < 0.5, "still black");
    // Held, it comes back.
    await black.hover();
    await olga.page.mouse.down();
    await olga.until(isPressed, ["wall/blackout", "false"]);
    await olga.page.mouse.up();
    await wallWhen(olga, ({ mean }) => mean > 3, "lit again");
  });

  check(world, "WORK LIGHT is its own light in place of the picture", async () => {
    const { olga } = world;
    // A dark picture; the grade moves it, not the work light.
    await olga.key("grade/trim_ev", "PageDown");
    await wallWhen(olga, ({ mean }) => mean < 15, "dark");
    await button(olga, "wall/work_light").click();
    await wallWhen(olga, ({ mean, tint }) => mean > 30 && tint < 8, "neutral light of 100 nits");
    await button(olga, "wall/work_light").click();
    await wallWhen(olga, ({ mean }) => mean < 15, "the dark picture again");
    await olga.key("grade/trim_ev", "Delete");
    await wallWhen(olga, ({ mean }) => mean > 20, "the picture of before");
  });

  check(world, "HOLD PICTURE keeps the picture whatever changes", async () => {
    const { olga } = world;
    const before = await steady(olga);
    await button(olga, "wall/hold").click();
    await olga.until(isPressed, ["wall/hold", "true"]);
    await olga.key("grade/trim_ev", "PageDown");
    await olga.valueWhen("grade/trim_ev", (value) => value < -1);
    await afterwards(olga);
    const held = await wall(olga);
    assert.ok(Math.abs(held.mean - before.mean) < 1.5, `${held.mean} is not ${before.mean}`);
    await button(olga, "wall/hold").click();
    await wallWhen(olga, ({ mean }) => mean < before.mean - 5, "darker once the hold is over");
    await olga.key("grade/trim_ev", "Delete");
    await olga.valueWhen("grade/trim_ev", (value) => value === 0);
  });

  check(world, "ARM wants a hold both ways, by finger and by key", async () => {
    const { olga } = world;
    const arm = olga.page.locator("op-arm button");
    const before = await olga.value("wall/armed");
    await arm.click();
    await afterwards(olga);
    assert.equal(await olga.value("wall/armed"), before);
    await olga.page.keyboard.down("F4");
    await olga.valueWhen("wall/armed", (value) => value !== before);
    await olga.page.keyboard.up("F4");
    await arm.hover();
    await olga.page.mouse.down();
    await olga.valueWhen("wall/armed", (value) => value === before);
    await olga.page.mouse.up();
  });

  check(world, "a locked screen takes nothing but the three buttons", async () => {
    const { olga } = world;
    await olga.page.locator("cy-lock button").click();
    await olga.page.waitForFunction(() => document.querySelector("op-panels").inert);
    await olga.page.keyboard.press("Shift+G");
    await button(olga, "wall/hold").click();
    await olga.valueWhen("wall/hold", (value) => value === true);
    await button(olga, "wall/hold").click();
    await olga.valueWhen("wall/hold", (value) => value === false);
    await olga.page.locator("cy-lock button").hover();
    await olga.page.mouse.down();
    await olga.page.waitForFunction(() => !document.querySelector("op-panels").inert);
    await olga.page.mouse.up();
  });
}
