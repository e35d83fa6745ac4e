// The pages as people use them: the real program, Chromium, several people at once.
//
// In: CYCLORAMA_BIN, CHROMIUM, playwright-core in target/pages-tools. Out: node's test report, pictures in target/pages-shots.
// Not here: modules without a page (`../*.test.mjs`). Invariant: one show, one browser, one line of tests; no waiting by the clock.

import { createRequire } from "node:module";
import { after, before } from "node:test";
import { People } from "./people.mjs";
import { Show } from "./show.mjs";
import { twoPeople } from "./two_people.mjs";
import { safety } from "./safety.mjs";
import { cues } from "./cues.mjs";
import { measures } from "./measures.mjs";
import { health } from "./health.mjs";
import { reconnect } from "./reconnect.mjs";

const require = createRequire(new URL("../../../target/pages-tools/", import.meta.url));
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const INVITED = ["operator", "operator", "director", "director", "director", "engineer"];
const world = {};

before(async () => {
  world.show = new Show();
  world.invited = INVITED;
  [world.browser] = await Promise.all([
    chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS }),
    world.show.start(INVITED),
  ]);
  world.people = new People(world.browser, world.show);
});

after(async () => {
  await world.browser?.close();
  if (world.show?.process) await world.show.kill();
});

twoPeople(world);
safety(world);
cues(world);
health(world);
measures(world);
reconnect(world);
