// `hp-strip`: the last 60 s: lengths of frames against the budget, drops, age of tracking; export as CSV.
//
// In: health, four a second. Out: a drawing, a file. Not here: samples and table (`minute.js`).
// Invariant: newest at the right edge, the same scale for both times; drops are ticks at the top, never a color alone.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { Minute } from "./minute.js";

const SPAN_MS = 60_000;
/** Longest silence that a line is drawn across. */
const GAP_MS = 1500;

class HpStrip extends CyElement {
  get keys() {
    return ["health"];
  }

  build() {
    this.minute = new Minute();
    this.canvas = make("canvas", { role: "img", "aria-label": "Frame times of the last minute" });
    this.save = make("button", { type: "button", onclick: () => this.export() }, "Export CSV");
    const key = (look, words) => make("span", { class: `key ${look}` }, make("i", { "aria-hidden": "true" }), words);
    this.append(
      make("div", { class: "card-head" }, make("h2", {}, "Last minute"), make("div", { class: "legend" },
        key("frame", "frame"), key("p99", "p99"), key("age", "tracking age"), key("budget", "budget"), key("drop", "drop")), this.save),
      this.canvas,
    );
    this.resize = new ResizeObserver(() => this.paint());
    this.resize.observe(this.canvas);
  }

  refresh() {
    if (!store.health || store.health === this.seen) return;
    this.seen = store.health;
    this.minute.add(store.health, performance.now());
    this.paint();
  }

  paint() {
    const ratio = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    if (width === 0) return;
    const size = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) [this.canvas.width, this.canvas.height] = size;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const { samples } = this.minute;
    const now = samples.at(-1)?.atMs ?? 0;
    const budget = samples.at(-1)?.budget_ms ?? 0;
    const highest = Math.max(budget * 1.5, ...samples.flatMap((sample) => [sample.frame_ms, sample.p99_ms]), 1);
    const style = getComputedStyle(this);
    const color = (name) => style.getPropertyValue(name);
    const left = 44;
    const top = 14;
    const x = (atMs) => left + (width - left - 4) * (1 - (now - atMs) / SPAN_MS);
    const y = (ms) => height - 18 - (height - 18 - top) * Math.min(1, ms / highest);
    this.grid(pen, { width, height, x: (secs) => x(now - secs * 1000), y, highest, color });
    pen.setLineDash([6, 4]);
    this.line(pen, [{ atMs: now - SPAN_MS, ms: budget }, { atMs: now, ms: budget }], { x, y, color: color("--text"), isSpan: true });
    pen.setLineDash([2, 3]);
    this.line(pen, samples.map((sample) => ({ atMs: sample.atMs, ms: sample.age_ms })), { x, y, color: color("--green") });
    pen.setLineDash([]);
    this.line(pen, samples.map((sample) => ({ atMs: sample.atMs, ms: sample.p99_ms })), { x, y, color: color("--amber") });
    this.line(pen, samples.map((sample) => ({ atMs: sample.atMs, ms: sample.frame_ms })), { x, y, color: color("--own") });
    pen.fillStyle = color("--red");
    for (const sample of samples) if (sample.fresh > 0) pen.fillRect(x(sample.atMs) - 1.5, 0, 3, 12);
  }

  grid(pen, { width, height, x, y, highest, color }) {
    pen.font = "12px system-ui, sans-serif";
    pen.fillStyle = color("--soft");
    pen.strokeStyle = color("--line");
    pen.lineWidth = 1;
    pen.textAlign = "right";
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => highest / each <= 4) ?? 2000;
    for (let ms = 0; ms <= highest; ms += step) {
      pen.beginPath();
      pen.moveTo(44, y(ms));
      pen.lineTo(width, y(ms));
      pen.stroke();
      pen.fillText(ms === 0 ? "0 ms" : String(ms), 38, y(ms) + 4);
    }
    pen.textAlign = "center";
    for (const secs of [45, 30, 15]) pen.fillText(`−${secs} s`, x(secs), height - 2);
    pen.textAlign = "right";
    pen.fillText("now", width - 4, height - 2);
  }

  line(pen, points, { x, y, color, isSpan = false }) {
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    pen.beginPath();
    let before = null;
    for (const { atMs, ms } of points) {
      if (!Number.isFinite(ms)) {
        before = null;
        continue;
      }
      if (before === null || (!isSpan && atMs - before > GAP_MS)) pen.moveTo(Math.max(44, x(atMs)), y(ms));
      else pen.lineTo(Math.max(44, x(atMs)), y(ms));
      before = atMs;
    }
    pen.stroke();
  }

  export() {
    const address = URL.createObjectURL(new Blob([this.minute.csv()], { type: "text/csv" }));
    const link = make("a", { href: address, download: `cyclorama-health-frame-${store.health?.frame ?? 0}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}
customElements.define("hp-strip", HpStrip);
