// Parameters as banks: which group a path belongs to, what it is called, what a search finds.
//
// In: the registry as the welcome brings it. Out: plain lists. Not here: how a bank looks (`banks.js`).
// Invariant: every parameter is in exactly one group, in the registry's order; which controls are drawn depends on no path.

const TITLES = {
  grade: "Grade",
  inner: "Inner frustum",
  tracking: "Tracking",
  camera: "Film camera",
  world: "World position",
  outer: "Outer frustum",
  wall: "Walls",
  wall_pattern: "Wall patterns",
  pattern: "Patterns",
  chroma: "Chroma key",
  take: "Take",
  sky: "Sky",
  weather: "Weather",
  card: "Light card",
  cdl: "CDL",
};

/** Words of one part of a path: `soft_edge_percent` is `soft edge`. The unit stands beside the value. */
export function words(part) {
  return part
    .replace(/_(percent|deg|ms|mm|m|secs|nits|ev|k|duv|mps|mm_per_h|per_min)$/, "")
    .replaceAll("_", " ");
}

/** The last part of a path, as a label. */
export function label(path) {
  const text = words(path.slice(path.lastIndexOf("/") + 1));
  return text === "" ? path : text[0].toUpperCase() + text.slice(1);
}

/** The group of a parameter: all before the last slash of its path. */
export function groupOf(parameter) {
  const cut = parameter.path.lastIndexOf("/");
  return cut < 0 ? "" : parameter.path.slice(0, cut);
}

/** Title of a group: `inner/A/cdl` is `Inner frustum A CDL`. */
export function title(group) {
  if (group === "") return "Others";
  return group
    .split("/")
    .map((part, index) => TITLES[part] ?? (index === 0 ? label(part) : part))
    .join(" ");
}

/** Groups in the registry's order: `{key, title, parameters}`. */
export function groups(parameters) {
  const found = new Map();
  for (const parameter of parameters) {
    const key = groupOf(parameter);
    if (!found.has(key)) found.set(key, { key, title: title(key), parameters: [] });
    found.get(key).parameters.push(parameter);
  }
  return [...found.values()];
}

/** Parameters in which every word of the search stands: in path, label, group or description. */
export function search(parameters, text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return parameters.filter((parameter) => {
    const hay = `${parameter.path} ${label(parameter.path)} ${title(groupOf(parameter))} ${parameter.about ?? ""} ${parameter.unit ?? ""}`.toLowerCase();
    return wanted.every((word) => hay.includes(word));
  });
}

/** Whether a value is another than the default. */
export function differs(parameter, value) {
  if (value === undefined) return false;
  if (parameter.type !== "number") return value !== parameter.default;
  // A default that went through an f32 somewhere is still the default.
  return Math.abs(value - parameter.default) > 1e-6 * Math.max(1, Math.abs(parameter.default));
}

const URGENT = { safety: 0, stage: 1, look: 2 };

/** States of the day, told elsewhere on the page: a show that is armed and rolls is as it should be. */
const STATES = ["wall/armed", "take/rolling"];

/** What is not default: what hides the picture first, then the stage, then the look; each in the registry's order. */
export function changed(parameters, values) {
  return parameters
    .filter((parameter) => !STATES.includes(parameter.path) && differs(parameter, values[parameter.path]))
    .map((parameter, index) => ({ parameter, index }))
    .sort((a, b) => (URGENT[a.parameter.class] ?? 2) - (URGENT[b.parameter.class] ?? 2) || a.index - b.index)
    .map(({ parameter }) => parameter);
}
