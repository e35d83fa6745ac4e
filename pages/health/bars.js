// Bars of the health page: the frame's budget, the way of a pose to light, GPU passes, drops by cause.
//
// In: health. Out: `hp-budget`, `hp-waterfall`, `hp-passes`, `hp-drops`. Not here: what belongs together (`advice.js`).
// Invariant: every bar has its figure beside it; bars of one card have one scale.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { waterfall } from "./advice.js";

const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** A row: name, bar from `start` over `length` (shares of the card's width), figure. */
function row(name, { start = 0, length, figure, look = "", about = "" }) {
  const bar = make("i", { class: `bar ${look}` });
  bar.style.setProperty("--start", String(Math.max(0, Math.min(1, start))));
  bar.style.setProperty("--length", String(Math.max(0, Math.min(1 - start, length))));
  return make("li", { title: about }, make("span", { class: "bar-name" }, name), make("span", { class: "bar-room" }, bar), make("span", { class: "bar-figure" }, figure));
}

class HpBars extends CyElement {
  get keys() {
    return ["health", "snapshot"];
  }

  build() {
    this.list = make("ul", { class: "bars" });
    this.foot = make("p", { class: "foot" });
    this.append(make("h2", {}, this.heading), this.list, this.foot);
  }

  refresh() {
    if (store.health) this.bars(store.health);
  }
}

class HpBudget extends HpBars {
  get heading() {
    return "Frame budget";
  }

  bars(health) {
    const budget = health.rate > 0 ? 1000 / health.rate : health.frame_ms;
    const whole = Math.max(budget, health.frame_ms, health.p99_ms) * 1.05;
    const look = (value) => (value > budget ? "bad" : value > 0.9 * budget ? "warn" : "good");
    this.list.replaceChildren(
      row("Budget", { length: budget / whole, figure: `${ms(budget)} ms`, look: "plain" }),
      row("p99, 10 s", { length: health.p99_ms / whole, figure: `${ms(health.p99_ms)} ms`, look: look(health.p99_ms) }),
      row("Last frame", { length: health.frame_ms / whole, figure: `${ms(health.frame_ms)} ms`, look: look(health.frame_ms) }),
    );
    const left = budget - health.p99_ms;
    this.foot.textContent = left >= 0 ? `${ms(left)} ms to spare in all but one frame of a hundred.` : `${ms(-left)} ms too long: frames are dropped.`;
  }
}
customElements.define("hp-budget", HpBudget);

class HpWaterfall extends HpBars {
  get heading() {
    return "Latency, tracker to light";
  }

  bars(health) {
    const parts = waterfall(health);
    const total = parts.reduce((sum, part) => sum + part.ms, 0);
    let start = 0;
    this.list.replaceChildren(...parts.map((part) => {
      const line = row(part.name, { start: start / (total || 1), length: part.ms / (total || 1), figure: `${ms(part.ms)} ms`, look: "plain", about: part.about });
      start += part.ms;
      return line;
    }));
    this.foot.textContent = `${ms(total)} ms in sum; the display's and the LED processor's time comes on top.`;
  }
}
customElements.define("hp-waterfall", HpWaterfall);

class HpPasses extends HpBars {
  get heading() {
    return "GPU passes";
  }

  bars(health) {
    const passes = health.passes ?? [];
    const most = Math.max(...passes.map(([, time]) => time), 0.001);
    const total = passes.reduce((sum, [, time]) => sum + time, 0);
    this.list.replaceChildren(...passes.map(([name, time]) => row(name, { length: time / most, figure: `${time.toFixed(2)} ms`, look: "plain" })));
    this.foot.textContent = passes.length > 0 ? `${ms(total)} ms in sum.` : "This adapter measures no passes.";
  }
}
customElements.define("hp-passes", HpPasses);

class HpDrops extends HpBars {
  get heading() {
    return "Dropped frames by cause";
  }

  bars(health) {
    const drops = Object.entries(health.drops ?? {});
    const most = Math.max(1, ...drops.map(([, count]) => count));
    this.list.replaceChildren(...drops.map(([cause, count]) => row(cause, { length: count / most, figure: String(count), look: count > 0 ? "bad" : "plain" })));
    this.foot.textContent = `${health.rejected ?? 0} datagrams of trackers refused.`;
  }
}
customElements.define("hp-drops", HpDrops);
