// Two people at once: presence, rings and soft locks, undo by author, roles, limits.
//
// In: the world. Out: tests. Not here: the three buttons (`safety.mjs`).
// Invariant: what must not happen is looked for after something that was sent later has happened.

import assert from "node:assert/strict";
import { check } from "./check.mjs";

const SATURATION = "grade/saturation";
const CONTRAST = "grade/contrast";
const TRIM = "grade/trim_ev";

/** Chips of a page, as words. */
const chips = () => [...document.querySelectorAll("cy-people .chip")].map((chip) => chip.textContent);

export function twoPeople(world) {
  check(world, "people see each other come", async () => {
    const { people } = world;
    world.olga = await people.come("Olga Reyes", "operator", "/o");
    world.dan = await people.come("Dan Ash", "director", "/o");
    await world.olga.until(() => [...document.querySelectorAll("cy-people .chip")].some((chip) => chip.textContent.includes("Dan Ash")));
    assert.ok((await world.dan.page.evaluate(chips)).some((words) => words.includes("Olga Reyes")));
    const dora = await people.come("Dora Lin", "director", "/o");
    await world.olga.until(() => [...document.querySelectorAll("cy-people .chip")].some((chip) => chip.textContent.includes("Dora Lin")));
    world.dora = dora;
  });

  check(world, "a control that somebody moves is ringed for the others and locked for other directors", async () => {
    const { dan, dora, olga } = world;
    await dan.grab(SATURATION, 0.1);
    const dans = await dan.settled(SATURATION);
    assert.ok(dans > 1);
    const isRinged = (path) => document.querySelector(`cy-fader[data-path="${path}"]`)?.dataset.mover === "DA";
    await Promise.all([dora.until(isRinged, SATURATION), olga.until(isRinged, SATURATION)]);
    assert.ok(!(await dan.fader(SATURATION).getAttribute("data-mover")), "nobody is ringed on their own page");
    // Dora drags the same fader while Dan holds it. She is told why it does not move.
    await dora.grab(SATURATION, -0.2);
    await dora.page.locator("cy-toast .line", { hasText: /moving this/i }).first().waitFor();
    await dora.letGo();
    assert.equal(await dora.value(SATURATION), dans);
    await dora.until(([path, value]) => Math.abs(Number(document.querySelector(`cy-fader[data-path="${path}"] [role="slider"]`).getAttribute("aria-valuenow")) - value) < 1e-6, [SATURATION, dans]);
    // The negative control: what nobody holds moves for her.
    await dora.key(CONTRAST, "ArrowRight");
    await dora.valueWhen(CONTRAST, (value) => value > 1);
    // An operator takes it over, and Dan sees whose it is now.
    await olga.grab(SATURATION, -0.2);
    await olga.valueWhen(SATURATION, (value) => value < dans);
    await dan.letGo();
    await dan.until((path) => document.querySelector(`cy-fader[data-path="${path}"]`)?.dataset.mover === "OR", SATURATION);
    await olga.letGo();
    // Two seconds after the last move it is free again.
    await dora.until((path) => document.querySelector(`cy-fader[data-path="${path}"]`).dataset.mover === undefined, SATURATION);
  });

  check(world, "undo takes back one's own steps only, and the list says whose is whose", async () => {
    const { dan, dora, olga } = world;
    await dan.tab("history");
    await dora.tab("history");
    await olga.tab("history");
    const before = await dan.value(SATURATION);
    const doras = await dora.value(CONTRAST);
    assert.ok(doras > 1);
    // Dan's only step was taken over by Olga: nothing is taken back, and he is told.
    await dan.page.locator("op-history .big").first().click();
    await dan.page.locator("cy-toast .line", { hasText: /somebody else has changed it/i }).first().waitFor();
    assert.equal(await dan.value(SATURATION), before);
    // Dora's own goes back, nobody else's does.
    await dora.page.locator("op-history .big").first().click();
    await dora.valueWhen(CONTRAST, (value) => value === 1);
    assert.equal(await dora.value(SATURATION), before);
    const line = olga.page.locator("op-history li.undone", { hasText: "Dora Lin" });
    await line.locator("s", { hasText: CONTRAST }).waitFor();
    assert.equal(await olga.page.locator("op-history li.undone", { hasText: "You" }).count(), 0);
    await olga.page.locator("op-history li.own", { hasText: SATURATION }).first().waitFor();
    // Again, and back to the default for the tests that follow.
    await dora.page.locator("op-history .big").nth(1).click();
    await dora.valueWhen(CONTRAST, (value) => value === doras);
    await dora.page.locator("op-history .big").first().click();
    await dora.valueWhen(CONTRAST, (value) => value === 1);
    // Olga's drag was one step: one undo and it is where Dan had left it.
    await olga.page.locator("op-history .big").first().click();
    await olga.valueWhen(SATURATION, (value) => value > 1);
    for (const person of [dan, dora, olga]) await person.tab("banks");
  });

  check(world, "what a role may not do is refused in words, on the page and behind it", async () => {
    const { people, dan, show } = world;
    const vera = await people.come("Vera", null, "/o");
    assert.equal(await vera.fader(TRIM).locator(".track").getAttribute("aria-disabled"), "true");
    await vera.grab(TRIM, 0.2);
    await vera.letGo();
    const reply = await vera.context.request.put(`${show.address}/api/v1/param/${TRIM}`, { data: { value: 2 } });
    assert.equal(reply.status(), 403);
    assert.match((await reply.json()).error, /role/);
    assert.equal(await vera.value(TRIM), 0);
    // The same door opens for a director; what is the operator's stays shut.
    assert.equal((await dan.context.request.put(`${show.address}/api/v1/param/${TRIM}`, { data: { value: 0.5 } })).status(), 200);
    const hold = await dan.context.request.put(`${show.address}/api/v1/param/wall/armed`, { data: { value: true, confirmed: true } });
    assert.equal(hold.status(), 403);
    await dan.context.request.put(`${show.address}/api/v1/param/${TRIM}`, { data: { value: 0 } });
    await vera.leave();
    await world.olga.until(() => ![...document.querySelectorAll("cy-people .chip")].some((chip) => chip.textContent.includes("Vera")));
  });

  check(world, "directors stay inside the operator's limits, operators do not", async () => {
    const { dan, olga } = world;
    const row = olga.page.locator(`op-parameter[data-path="${TRIM}"]`);
    await row.locator(".more").click();
    await row.locator(".limits").click();
    const sheet = olga.page.locator("dialog.sheet[open]");
    await sheet.locator('input[name="min"]').fill("2");
    await sheet.locator('input[name="max"]').fill("1");
    await sheet.locator('button[type="submit"]').click();
    assert.match(await sheet.locator(".fault").textContent(), /above/);
    await sheet.locator('input[name="min"]').fill("-1");
    await sheet.locator('button[type="submit"]').click();
    await sheet.waitFor({ state: "detached" });
    await dan.until((path) => document.querySelector(`op-parameter[data-path="${path}"] .bound`).textContent.includes("1"), TRIM);
    await dan.key(TRIM, "End");
    await dan.valueWhen(TRIM, (value) => value === 1);
    await olga.key(TRIM, "End");
    await olga.valueWhen(TRIM, (value) => value === 10);
    await olga.key(TRIM, "Delete");
    await olga.valueWhen(TRIM, (value) => value === 0);
    await row.locator(".limits").click();
    await olga.page.locator("dialog.sheet[open] button", { hasText: "No limits" }).click();
    await dan.until((path) => document.querySelector(`op-parameter[data-path="${path}"] .bound`).textContent === "", TRIM);
  });
}
