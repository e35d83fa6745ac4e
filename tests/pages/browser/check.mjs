// A test of the suite: on failure it leaves pictures of every page, and the pages fit for the next test.
//
// In: the world, a name, what to do. Out: a test of node's. Not here: what is tested.
// Invariant: one failure does not make the next one.

import { join } from "node:path";
import { test } from "node:test";
import { shots } from "./show.mjs";

/** Registers a test. */
export function check(world, name, work) {
  test(name, async () => {
    try {
      await work();
    } catch (error) {
      await leave(world, name);
      throw error;
    }
  });
}

async function leave(world, name) {
  for (const person of world.people?.all ?? []) {
    if (person.page.isClosed()) continue;
    const file = `failed ${name.slice(0, 40)} ${person.name}.png`.replaceAll(/[^A-Za-z0-9.]+/g, "-");
    await person.page.screenshot({ path: join(shots, file) }).catch(() => {});
    await person.page.mouse.up().catch(() => {});
    await person.page.evaluate(() => {
      document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
      document.documentElement.removeAttribute("data-screen-locked");
      document.querySelectorAll("[data-lockable]").forEach((part) => (part.inert = false));
    }).catch(() => {});
    await person.page.locator('[role="tab"][data-tab="banks"]').click({ timeout: 500 }).catch(() => {});
  }
}
