// Every page at every size: targets, width, contrast, a picture of each.
//
// In: the world. Out: tests, `target/pages-shots/*.png`. Not here: how it is measured (`measure.mjs`).
// Invariant: each measure fails on a page that was made bad before it is believed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "./check.mjs";
import { faintText, sideways, smallTargets } from "./measure.mjs";
import { shots } from "./show.mjs";

const SIZES = [[1024, 768], [768, 1024], [390, 844]];
const PANELS = ["cues", "banks", "world", "frusta", "cards", "looks", "takes", "changed", "history", "people"];

async function faultsOf(page, name) {
  const found = { "small target": await smallTargets(page), sideways: await sideways(page), faint: await faintText(page) };
  return Object.entries(found).flatMap(([kind, faults]) => faults.map((fault) => `${name}: ${kind}: ${fault}`));
}

async function everySize(page, name, faults) {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    faults.push(...(await faultsOf(page, `${name} ${width}x${height}`)));
    await page.screenshot({ path: join(shots, `${name}-${width}x${height}.png`) });
  }
}

export function measures(world) {
  check(world, "the measures fail on a bad page", async () => {
    const { page } = world.nora;
    await page.setViewportSize({ width: 768, height: 1024 });
    assert.deepEqual(await faultsOf(page, "health"), []);
    await page.evaluate(() => {
      const bad = document.createElement("div");
      bad.id = "bad";
      const small = bad.appendChild(document.createElement("button"));
      small.textContent = "small";
      small.style.cssText = "min-width:0;min-height:0;width:20px;height:47px;padding:0";
      const faint = bad.appendChild(document.createElement("p"));
      faint.textContent = "faint words";
      faint.style.cssText = "color:#555;background:#131315";
      const wide = bad.appendChild(document.createElement("p"));
      wide.style.cssText = "width:2000px;height:1px";
      document.body.append(bad);
    });
    const faults = await faultsOf(page, "bad");
    for (const kind of ["small target: 20.0 x 47", "sideways", '"faint words"']) assert.ok(faults.some((fault) => fault.includes(kind)), `${kind} was not found in\n${faults.join("\n")}`);
    assert.equal(faults.filter((fault) => fault.includes("faint")).length, 1);
    await page.evaluate(() => document.querySelector("#bad").remove());
  });

  check(world, "the operator's page fits every size, panel by panel", async () => {
    const { olga } = world;
    const faults = [];
    for (const panel of PANELS) {
      await olga.page.setViewportSize({ width: 768, height: 1024 });
      await olga.tab(panel);
      await everySize(olga.page, `operator-${panel}`, faults);
    }
    await olga.page.setViewportSize({ width: 1024, height: 768 });
    assert.deepEqual(faults, []);
  });

  check(world, "the other pages fit every size", async () => {
    const faults = [];
    await everySize(world.nora.page, "health", faults);
    const { page } = world.dora;
    for (const [path, name] of [["/d", "director"], ["/v", "viewer"]]) {
      await world.dora.open(path);
      await everySize(page, name, faults);
    }
    for (const [path, name] of [["/", "index"], ["/join", "join"]]) {
      await page.goto(world.show.address + path);
      await page.waitForLoadState("networkidle");
      await everySize(page, name, faults);
    }
    assert.deepEqual(faults, []);
  });

  check(world, "no page has complained, and complaints are heard", async () => {
    assert.deepEqual(world.people.complaints, []);
    await world.nora.page.evaluate(() => console.error("a complaint"));
    await world.nora.page.waitForFunction(() => true);
    assert.deepEqual(world.people.complaints, ["Nora: a complaint"]);
    world.nora.complaints.length = 0;
  });
}
