// People at pages: a browser context each, joined by PIN, with what went wrong in their console.
//
// In: a show, a browser. Out: pages, values, gestures. Not here: what is expected (`*.mjs` beside this).
// Invariant: nothing waits for time, only for conditions; every complaint of a page is kept.

const PATIENCE_MS = Number(process.env.PAGES_PATIENCE_MS ?? 15_000);

export class Person {
  constructor(context, page, name, role, show) {
    Object.assign(this, { context, page, name, role, show });
    this.complaints = [];
    page.on("console", (message) => message.type() === "error" && this.complain(message.text()));
    page.on("pageerror", (error) => this.complain(String(error)));
    page.setDefaultTimeout(PATIENCE_MS);
  }

  complain(words) {
    // While the program is down on purpose, the browser says that it cannot reach it.
    if (!this.show.isDownOnPurpose) this.complaints.push(`${this.name}: ${words}`);
  }

  /** Opens a page and waits until it follows the show. */
  async open(path) {
    await this.page.goto(this.show.address + path);
    await this.live();
  }

  live() {
    return this.page.waitForFunction(() => document.documentElement.dataset.connection === "live");
  }

  until(condition, argument) {
    return this.page.waitForFunction(condition, argument);
  }

  /** A value as the server knows it. */
  async value(path) {
    const reply = await this.context.request.get(`${this.show.address}/api/v1/param/${path}`);
    return (await reply.json()).value;
  }

  /** Waits until the server knows a value for which the condition holds; returns it. */
  async valueWhen(path, condition) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const value = await this.value(path);
      if (condition(value)) return value;
      if (Date.now() > until) throw new Error(`${path} is ${value} after ${PATIENCE_MS / 1000} s`);
    }
  }

  /** Waits until the server knows what this page shows of a number; returns it. */
  async settled(path) {
    const wanted = await this.shown(path);
    return this.valueWhen(path, (value) => Math.abs(value - wanted) < 1e-6);
  }

  /** What the page shows of a parameter. */
  shown(path) {
    return this.page.locator(`[data-path="${path}"] [role="slider"]`).first().getAttribute("aria-valuenow").then(Number);
  }

  fader(path) {
    return this.page.locator(`cy-fader[data-path="${path}"]`).first();
  }

  /** Takes hold of a fader and moves it by a share of its length; it stays held. */
  async grab(path, share) {
    const track = this.fader(path).locator(".track");
    await track.scrollIntoViewIfNeeded();
    const box = await track.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 12, y, { steps: 2 });
    await this.page.mouse.move(x + 12 + share * box.width, y, { steps: 4 });
  }

  letGo() {
    return this.page.mouse.up();
  }

  /** Presses the keyboard on a fader. */
  async key(path, key) {
    await this.fader(path).locator(".track").focus();
    await this.page.keyboard.press(key);
  }

  tab(key) {
    return this.page.locator(`[role="tab"][data-tab="${key}"]`).click();
  }

  async leave() {
    await this.context.close();
  }
}

/** Makes people of a show in one browser. */
export class People {
  constructor(browser, show) {
    Object.assign(this, { browser, show });
    this.all = [];
  }

  /** Somebody who joins with a PIN, or looks on as a viewer without one. */
  async come(name, role, path, viewport = { width: 1024, height: 768 }) {
    const context = await this.browser.newContext({ viewport, reducedMotion: "reduce" });
    if (role !== null) {
      const reply = await context.request.post(`${this.show.address}/api/v1/join`, { data: { pin: this.show.pin(role), name, device: "Playwright" } });
      if (!reply.ok()) throw new Error(`${name} could not join as ${role}: ${reply.status()} ${await reply.text()}`);
    }
    const person = new Person(context, await context.newPage(), name, role ?? "viewer", this.show);
    this.all.push(person);
    await person.open(path);
    return person;
  }

  get complaints() {
    return this.all.flatMap((person) => person.complaints);
  }
}
