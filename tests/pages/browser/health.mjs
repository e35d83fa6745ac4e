// The health page: figures of the running show, the last minute as a file.
//
// In: the world. Out: tests. Not here: sentences and tables (`../health.test.mjs`).
// Invariant: the page's figures are held against the server's own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { check } from "./check.mjs";

export function health(world) {
  check(world, "the health page follows the show and gives its last minute away", async () => {
    const nora = await world.people.come("Nora", null, "/h");
    world.nora = nora;
    await nora.page.waitForFunction(() => Number(document.querySelector('[data-tile="rate"] b').textContent) > 0);
    const told = await (await nora.context.request.get(`${world.show.address}/api/v1/health`)).json();
    assert.match(await nora.page.locator('[data-tile="rate"]').textContent(), new RegExp(`of ${told.rate}`));
    await nora.page.locator("hp-tracking li", { hasText: "A" }).waitFor();
    await nora.page.locator("hp-faults li").first().waitFor();
    assert.ok(await nora.page.locator("hp-waterfall li").count() >= 3);
    // Something is drawn, and it is not one color.
    await nora.page.waitForFunction(() => {
      const sheet = document.querySelector("hp-strip canvas");
      const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
      return new Set(new Uint32Array(data.buffer)).size > 4;
    });
    const [file] = await Promise.all([nora.page.waitForEvent("download"), nora.page.locator("hp-strip button").click()]);
    const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
    assert.match(lines[0], /^seconds,frame,fps,frame_ms/);
    assert.ok(lines.length > 1 && lines.every((line) => line.split(",").length === lines[0].split(",").length));
    assert.equal(Number(lines.at(-1).split(",")[0]), 0);
  });
}
