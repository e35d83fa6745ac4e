// The last minute: samples in a ring, as a strip and as a table.
//
// In: health messages as they come, four a second. Out: samples, CSV. Not here: the drawing (`strip.js`).
// Invariant: never more than `MOST` samples; a CSV line has as many fields as the header.

const SPAN_MS = 60_000;
const MOST = 600;

/** Total of the drops of all causes. */
export function dropsOf(health) {
  return Object.values(health.drops ?? {}).reduce((sum, count) => sum + count, 0);
}

/** The greatest age of a tracked camera, milliseconds; `null` without one. */
export function ageOf(health) {
  const ages = (health.tracking ?? []).map((each) => each.age_ms).filter((age) => Number.isFinite(age));
  return ages.length === 0 ? null : Math.max(...ages);
}

/** Samples of the last minute. */
export class Minute {
  #samples = [];

  /** Adds a message that came at this time of the page, milliseconds. */
  add(health, atMs) {
    const last = this.#samples.at(-1);
    const drops = dropsOf(health);
    // A server that was started again counts from nothing.
    const fresh = last && drops >= last.drops ? drops - last.drops : 0;
    this.#samples.push({
      atMs,
      frame: health.frame ?? 0,
      fps: health.fps ?? 0,
      frame_ms: health.frame_ms ?? 0,
      p99_ms: health.p99_ms ?? 0,
      budget_ms: health.rate > 0 ? 1000 / health.rate : 0,
      drops,
      fresh,
      age_ms: ageOf(health),
      spans_ms: health.spans_ms ?? {},
      clients: health.clients ?? 0,
    });
    const oldest = atMs - SPAN_MS;
    const keep = this.#samples.findIndex((sample) => sample.atMs >= oldest);
    this.#samples.splice(0, Math.max(keep, this.#samples.length - MOST, 0));
  }

  /** Oldest first. */
  get samples() {
    return this.#samples;
  }

  /** The table, with a header; times in seconds before the newest sample. */
  csv() {
    const spans = ["tracker", "cpu", "upload", "wait"];
    const head = ["seconds", "frame", "fps", "frame_ms", "p99_ms", "budget_ms", "drops", "tracking_age_ms", "clients"];
    const newest = this.#samples.at(-1)?.atMs ?? 0;
    const round = (value, places) => (Number.isFinite(value) ? String(Number(value.toFixed(places))) : "");
    const lines = this.#samples.map((sample) =>
      [
        round((sample.atMs - newest) / 1000, 3),
        String(sample.frame),
        round(sample.fps, 3),
        round(sample.frame_ms, 3),
        round(sample.p99_ms, 3),
        round(sample.budget_ms, 3),
        String(sample.drops),
        sample.age_ms === null ? "" : round(sample.age_ms, 3),
        String(sample.clients),
        ...spans.map((span) => round(sample.spans_ms[span], 3)),
      ].join(","),
    );
    return [[...head, ...spans.map((span) => `${span}_ms`)].join(","), ...lines, ""].join("\r\n");
  }
}
