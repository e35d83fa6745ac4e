// What a person should make of the figures: states and sentences.
//
// In: a health message. Out: a mood and words. Not here: the server's own notes, which are shown as they come.
// Invariant: every sentence says what was found and what to do.

const DROPS = {
  gpu: "The GPU takes longer than a frame. Lower the outer's resolution or draw it at every second frame (outer/every_nth).",
  cpu: "The program takes longer than a frame. Close other programs on this machine; fewer cameras help.",
  upload: "Pictures come too slowly to the GPU. Plates on a faster disk, or smaller ones.",
  tracker: "The tracker's samples came too late. Look at its network and its rate.",
  display: "The display did not take the frame. Check refresh rate and cables of the outputs.",
  unexplained: "No cause was found. Look whether the machine does something else.",
};

/** `good`, `warn` or `bad` of a frame's length. */
export function moodOfFrame(health) {
  const budget = health.rate > 0 ? 1000 / health.rate : Infinity;
  if (health.p99_ms > budget) return "bad";
  return health.p99_ms > 0.9 * budget ? "warn" : "good";
}

/** `good`, `warn` or `bad` of the rate. */
export function moodOfRate(health) {
  if (!(health.rate > 0)) return "warn";
  if (health.fps < 0.9 * health.rate) return "bad";
  return health.fps < 0.99 * health.rate ? "warn" : "good";
}

/** `good`, `warn` or `bad` of a tracked camera. */
export function moodOfTracking(tracking) {
  if (tracking.fault || ["lost", "stale"].includes(tracking.state)) return "bad";
  return tracking.state === "live" || tracking.state === "" ? "good" : "warn";
}

/** Sentences about what is wrong, worst first: `{mood, words}`. */
export function advice(health) {
  const told = [];
  if (moodOfRate(health) === "bad") {
    told.push({ mood: "bad", words: `${health.fps.toFixed(1)} frames a second of ${health.rate}. ${worstSpan(health)}` });
  }
  for (const tracking of health.tracking ?? []) {
    if (tracking.fault) told.push({ mood: "bad", words: `Tracking of ${tracking.camera}: ${tracking.fault}` });
  }
  for (const [cause, count] of Object.entries(health.drops ?? {})) {
    if (count > 0) told.push({ mood: "warn", words: `${count} dropped (${cause}). ${DROPS[cause] ?? ""}`.trim() });
  }
  if (health.rejected > 0) {
    told.push({ mood: "warn", words: `${health.rejected} datagrams of trackers were refused. Does another program send to this port?` });
  }
  if ((health.clerk?.lost_events ?? 0) > 0) {
    told.push({ mood: "warn", words: `${health.clerk.lost_events} changes are missing from the undo list: more came at once than can be kept.` });
  }
  return told;
}

/** Which part of the frame takes longest, in words. */
function worstSpan(health) {
  const gpu = (health.passes ?? []).reduce((sum, [, ms]) => sum + ms, 0);
  const parts = { "The GPU": gpu, "The CPU": health.spans_ms?.cpu ?? 0, "The upload": health.spans_ms?.upload ?? 0, Waiting: (health.spans_ms?.wait ?? 0) - gpu };
  const [name, ms] = Object.entries(parts).sort((a, b) => b[1] - a[1])[0];
  return ms > 0 ? `${name} takes most of a frame (${ms.toFixed(1)} ms).` : "";
}

/**
 * The way of a pose to light, part by part: `{name, ms, about}`, in order; parts that are not known are left out.
 * The GPU works while the program waits, so that only the rest of the wait is told as such.
 */
export function waterfall(health) {
  const gpu = (health.passes ?? []).reduce((sum, [, ms]) => sum + ms, 0);
  const ages = (health.tracking ?? []).map((each) => each.age_ms).filter((age) => Number.isFinite(age));
  const spans = health.spans_ms ?? {};
  const wait = Number.isFinite(spans.wait) ? Math.max(0, spans.wait - gpu) : undefined;
  const parts = [
    { name: "Tracker age", ms: ages.length ? Math.max(...ages) : undefined, about: "oldest newest sample of the cameras" },
    { name: "Queue", ms: spans.tracker, about: "taking samples, predicting" },
    { name: "CPU", ms: spans.cpu, about: "preparing the frame" },
    { name: "Upload", ms: spans.upload, about: "data to the GPU" },
    { name: "GPU", ms: gpu > 0 ? gpu : undefined, about: "all passes" },
    { name: "Wait", ms: wait, about: "for the display or the next frame" },
  ];
  return parts.filter((part) => Number.isFinite(part.ms));
}
