// Looks and cues by hand and by keyboard alone: written, armed, fired, never fired by accident.
//
// In: the world. Out: tests. Not here: what a fade does on the way (`params::fade`).
// Invariant: Space and Enter fire nothing, which is looked for after a later change was drawn.

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "./check.mjs";
import { shots } from "./show.mjs";

const TRIM = "grade/trim_ev";
const standby = () => document.querySelector("op-go .standby-number").textContent;
const isStandby = (number) => document.querySelector("op-go .standby-number").textContent === number;
const isActive = (number) => document.querySelector(`.cue.active[data-number="${number}"]`) !== null;

async function saveLook(person, name) {
  await person.tab("looks");
  await person.page.getByLabel("Name of the look").fill(name);
  await person.page.locator("op-presets .save-row cy-hold-button button").click();
  await person.page.locator(`.look-tile[data-name="${name}"]`).waitFor();
}

async function writeCue(person, { name, look, fade }) {
  await person.page.locator(".cue-add").click();
  const form = person.page.locator(".cue-form");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Look").selectOption(look);
  await form.getByLabel("Fade, s").fill(fade);
  await form.locator('button[type="submit"]').click();
  await form.waitFor({ state: "detached" });
}

export function cues(world) {
  check(world, "looks are saved by name and replaced only by a hold", async () => {
    const { olga } = world;
    await saveLook(olga, "Day");
    await olga.tab("banks");
    await olga.key(TRIM, "PageDown");
    await olga.valueWhen(TRIM, (value) => value < -3);
    await saveLook(olga, "Dusk");
    await olga.page.getByLabel("Name of the look").fill("Day");
    const save = olga.page.locator("op-presets .save-row cy-hold-button button");
    await olga.page.waitForFunction(() => document.querySelector("op-presets .save-row cy-hold-button").hasAttribute("data-hold"));
    await save.click();
    await olga.page.locator("cy-toast .line", { hasText: /hold to replace/i }).waitFor();
    await olga.page.getByLabel("Name of the look").fill("");
    const words = await olga.context.request.post(`${world.show.address}/api/v1/compare`, { data: { from: "preset:Day", to: "preset:Dusk" } });
    assert.ok((await words.json()).words.length > 0, "Day was replaced by a tap");
  });

  check(world, "cues are written in place, and a cue without a number is not", async () => {
    const { olga } = world;
    await writeCue(olga, { name: "Morning", look: "Day", fade: "0.5" });
    await writeCue(olga, { name: "Evening", look: "Dusk", fade: "0" });
    await olga.page.locator('.cue[data-number="1"] .cue-edit').click();
    const form = olga.page.locator(".cue-form");
    await form.getByLabel("Number").fill("");
    await form.locator('button[type="submit"]').click();
    assert.match(await form.locator(".fault").textContent(), /number/);
    await form.getByLabel("Number").fill("1");
    await form.getByLabel("Note").fill("on the actor's turn");
    await form.locator('button[type="submit"]').click();
    await olga.page.locator('.cue[data-number="1"] .cue-under', { hasText: "actor's turn" }).waitFor();
    await world.dan.page.locator('.cue[data-number="2"]', { hasText: "Evening" }).waitFor();
  });

  check(world, "a cue goes by the keyboard alone; Space and Enter fire nothing", async () => {
    const { olga } = world;
    const { keyboard } = olga.page;
    // Down the page by Tab until a cue has the keyboard, then arm it with Enter.
    await olga.page.evaluate(() => document.activeElement?.blur());
    for (let steps = 0; steps < 60; steps += 1) {
      await keyboard.press("Tab");
      if (await olga.page.evaluate(() => document.activeElement.closest?.(".cue")?.dataset.number === "1" && document.activeElement.matches(".cue-arm"))) break;
    }
    await keyboard.press("Enter");
    await olga.until(isStandby, "1");
    assert.equal(await olga.page.evaluate(standby), "1");
    // With the keyboard on GO itself, what presses other buttons does nothing.
    await olga.page.locator("op-go .transport.go").focus();
    await keyboard.press("Space");
    await keyboard.press("Enter");
    await keyboard.press("]");
    await olga.until(isStandby, "2");
    assert.equal(await olga.page.locator(".cue.active").count(), 0, "Space or Enter fired a cue");
    await keyboard.press("Shift+G");
    await olga.until(isActive, "2");
    await olga.valueWhen(TRIM, (value) => value < -3);
    await keyboard.press("Shift+B");
    await olga.until(isActive, "1");
    await olga.valueWhen(TRIM, (value) => value === 0);
    // While somebody writes, letters are letters.
    await olga.tab("banks");
    await keyboard.press("/");
    await keyboard.type("G?g");
    assert.equal(await olga.page.getByLabel("Search parameters").inputValue(), "G?g");
    await olga.page.getByLabel("Search parameters").fill("");
    await olga.page.evaluate(() => document.activeElement.blur());
    await keyboard.press("?");
    await olga.page.locator("dialog.help[open]").waitFor();
    await keyboard.press("Escape");
    await olga.page.locator("dialog.help[open]").waitFor({ state: "hidden" });
  });

  check(world, "a run of cues that would flash is warned of before GO", async () => {
    const { olga } = world;
    const cue = (number) => `${world.show.address}/api/v1/cues/${number}`;
    const before = await olga.page.evaluate(standby);
    for (let number = 11; number <= 20; number += 1) {
      const follow = number < 20 ? { follow_secs: 0.1 } : {};
      const data = { name: "", preset: number % 2 ? "Dusk" : "Day", fade_secs: 0, ...follow };
      const reply = await olga.context.request.put(cue(number), { data });
      assert.ok(reply.ok(), await reply.text());
    }
    // The cue before it has its look already; the wall as it is has the other one.
    await olga.page.locator('.cue[data-number="11"] .cue-warning', { hasText: "4 flashes/s" }).waitFor();
    assert.equal(await olga.page.locator('.cue[data-number="1"] .cue-warning').count(), 0, "one fade does not flash");
    await olga.page.locator('.cue[data-number="11"] .cue-arm').click();
    await olga.page.locator("op-go .cue-warning", { hasText: "5 times in a second" }).waitFor();
    await olga.page.screenshot({ path: join(shots, "cue-warning.png") });
    for (let number = 11; number <= 20; number += 1) await olga.context.request.delete(`${cue(number)}?confirmed=true`);
    await olga.page.locator('.cue[data-number="20"]').waitFor({ state: "detached" });
    await olga.page.locator(`.cue[data-number="${before}"] .cue-arm`).click();
    await olga.until(isStandby, before);
  });

  check(world, "GO fires at press-down", async () => {
    const { olga, dan } = world;
    // BACK left the second one in standby; a tap on it would disarm it.
    await olga.until(isStandby, "2");
    await olga.page.locator("op-go .transport.go").hover();
    await olga.page.mouse.down();
    await dan.until(isActive, "2");
    await olga.page.mouse.up();
    await olga.valueWhen(TRIM, (value) => value < -3);
    await olga.tab("changed");
    const row = olga.page.locator(`.changed[data-path="${TRIM}"]`);
    await row.locator("cy-hold-button button").click();
    await olga.valueWhen(TRIM, (value) => value === 0);
    await row.waitFor({ state: "detached" });
  });

  check(world, "ROLL and CUT, a note, BACK TO ONE by a hold", async () => {
    const { olga, dan } = world;
    await olga.tab("takes");
    await olga.page.keyboard.press("F5");
    await dan.page.waitForFunction(() => document.documentElement.hasAttribute("data-rolling"));
    await dan.page.locator("cy-tally", { hasText: "ROLLING" }).waitFor();
    await olga.page.keyboard.press("F5");
    await dan.page.waitForFunction(() => !document.documentElement.hasAttribute("data-rolling"));
    const note = olga.page.locator(".take-row input").first();
    await note.fill("good for sound");
    await note.press("Enter");
    await olga.page.waitForFunction(() => document.querySelector(".take-row input").value === "good for sound");
    const takes = await olga.context.request.get(`${world.show.address}/api/v1/takes`);
    assert.match(await takes.text(), /"end_frame":\s*\d+/);
    await olga.tab("banks");
  });
}
