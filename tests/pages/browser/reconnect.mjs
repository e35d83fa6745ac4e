// The program killed and started again while people are at their pages.
//
// In: the world. Out: tests. Not here: what the program itself keeps (`app::restart`).
// Invariant: last of all: devices that joined may have to join again afterwards.

import assert from "node:assert/strict";
import { check } from "./check.mjs";

const TRIM = "grade/trim_ev";

export function reconnect(world) {
  check(world, "a killed program greys the pages, one that comes back is caught up with", async () => {
    const { olga, dan, show } = world;
    await olga.tab("banks");
    await dan.tab("banks");
    await dan.key(TRIM, "ArrowRight");
    await dan.valueWhen(TRIM, (value) => value > 0);
    assert.ok(!(await olga.page.locator(".banner").isVisible()), "a banner that is always there says nothing");
    show.isDownOnPurpose = true;
    await show.kill();
    for (const person of [olga, dan]) {
      await person.page.locator(".banner", { hasText: "RECONNECTING" }).waitFor();
      assert.ok(await person.page.evaluate(() => document.querySelector("op-panels").inert && document.querySelector("op-go").inert));
    }
    assert.ok(await olga.page.evaluate(() => document.querySelector("cy-panic").inert));
    await show.start([]);
    await Promise.all([olga.live(), dan.live()]);
    show.isDownOnPurpose = false;
    for (const person of [olga, dan]) {
      await person.page.locator(".banner").waitFor({ state: "hidden" });
      assert.ok(await person.page.evaluate(() => !document.querySelector("op-panels").inert));
      const known = await person.value(TRIM);
      await person.until(([path, value]) => Math.abs(Number(document.querySelector(`cy-fader[data-path="${path}"] [role="slider"]`).getAttribute("aria-valuenow")) - value) < 1e-6, [TRIM, known]);
    }
    // The line works again, both ways, with the role of before.
    await olga.key("grade/contrast", "ArrowRight");
    await olga.valueWhen("grade/contrast", (value) => value > 1);
    await dan.until((path) => Number(document.querySelector(`cy-fader[data-path="${path}"] [role="slider"]`).getAttribute("aria-valuenow")) > 1, "grade/contrast");
    assert.deepEqual(world.people.complaints, []);
  });
}
