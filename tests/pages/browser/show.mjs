// A running show: the real program, headless, on the smallest stage, with people invited.
//
// In: the built program. Out: its address, PINs, its log. Not here: browsers (`people.mjs`).
// Invariant: what was started is ended; the show's files are a copy, so that nothing is left in the repository.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = join(root, "target/pages-show");
/** Generous: a debug build on a software adapter compiles its pipelines first. */
const READY_MS = 300_000;

export const shots = join(root, "target/pages-shots");

/** A port that nobody has now. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Show {
  constructor() {
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(root, "tests/data/small"), join(folder, "small"), { recursive: true });
    mkdirSync(join(folder, "state"), { recursive: true });
    mkdirSync(shots, { recursive: true });
    this.pins = new Map();
    this.log = "";
  }

  /** Starts it, at the same port as before if it ran, and waits until it answers. */
  async start(invited) {
    this.port ??= await freePort();
    this.pins.clear();
    this.seen = new Set();
    this.log = "";
    const invitations = invited.flatMap((role) => ["--join", role]);
    const args = ["run", join(folder, "small/show.toml"), "--headless", "--web", `127.0.0.1:${this.port}`, "--osc", "127.0.0.1:0", ...invitations];
    // For whoever writes pages: those of the folder, not those in the program.
    if (process.env.PAGES_FOLDER) args.push("--pages", resolve(root, process.env.PAGES_FOLDER));
    const home = { XDG_STATE_HOME: join(folder, "state"), XDG_CONFIG_HOME: join(folder, "state"), XDG_DATA_HOME: join(folder, "state"), XDG_CACHE_HOME: join(folder, "state") };
    this.process = spawn(resolve(root, process.env.CYCLORAMA_BIN), args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...home } });
    this.process.stderr.setEncoding("utf8");
    this.ended = new Promise((done) => this.process.once("exit", done));
    await new Promise((ready, fail) => {
      const late = setTimeout(() => fail(new Error(`nobody was let in within ${READY_MS / 1000} s:\n${this.log}`)), READY_MS);
      const settle = () => {
        if ([...this.pins.values()].flat().length < invited.length) return;
        clearTimeout(late);
        ready();
      };
      this.process.once("exit", (code) => fail(new Error(`the show ended with ${code}:\n${this.log}`)));
      // Read to the end whatever comes: a program that nobody listens to stands still.
      this.process.stderr.on("data", (text) => {
        this.log += text;
        for (const [, role, pin] of this.log.matchAll(/join as (\w+): \S* ?(\d{6})/g)) {
          if (!this.pins.has(role)) this.pins.set(role, []);
          if (!this.seen.has(pin)) this.pins.get(role).push(pin);
          this.seen.add(pin);
        }
        settle();
      });
      settle();
    });
    await this.draws();
  }

  /** Waits until frames are drawn: pages open before that, but nothing they ask for happens yet. */
  async draws() {
    const late = Date.now() + READY_MS;
    for (;;) {
      const health = await fetch(`${this.address}/api/v1/health`).then((reply) => reply.json(), () => null);
      if (health?.frames > 0) return;
      if (/panicked at/.test(this.log)) throw new Error(`the show panicked:\n${this.log}`);
      if (Date.now() > late) throw new Error(`the show drew nothing in ${READY_MS / 1000} s:\n${this.log}`);
      await new Promise((again) => setTimeout(again, 50));
    }
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A PIN of a role, each once. */
  pin(role) {
    const pin = this.pins.get(role)?.shift();
    if (pin === undefined) throw new Error(`nobody was invited as ${role} any more`);
    return pin;
  }

  /** Ends it as a power cut would. */
  async kill() {
    this.process.removeAllListeners("exit");
    this.ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGKILL");
    await this.ended;
  }
}
