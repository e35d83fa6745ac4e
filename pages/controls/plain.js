// Plain words for parameters: what a director calls them.
//
// In: paths. Out: words. Not here: values (`scale`). Invariant: a path that is not known still gets words, made from itself.

import { stops } from "./scale.js";

const LOOK = {
  trim_ev: "Brightness", temperature_k: "Warmth", tint_duv: "Green / pink", saturation: "Color strength", contrast: "Contrast",
};

const PLAIN = {
  "sky/time_of_day": "Time of day", "sky/sun_azimuth_deg": "Sun direction", "sky/sun_elevation_deg": "Sun height",
  "sky/visibility_m": "Visibility", "sky/mode": "Sky", "weather/cloud_cover": "Clouds", "weather/cloud_type": "Kind of clouds",
  "weather/rain_mm_per_h": "Rain", "weather/snow_mm_per_h": "Snow", "weather/wind_mps": "Wind",
  "weather/wind_from_deg": "Wind from", "weather/lightning_per_min": "Lightning", "weather/metar": "Weather report",
  "weather/fog_per_km": "Ground fog", "weather/dust": "Dust", "weather/cloud_base_m": "Height of the clouds", "sky/date": "Date",
  "sky/sun_rate": "Speed of the sun", "sky/cloud_rate": "Speed of the clouds", "sky/disc": "Sun in the picture", "sky/outer_disc": "Sun on the rest of the wall",
  "sky/stars": "Stars", "sky/north_deg": "North",
  "world/turntable_deg": "Turn the world", "world/x_m": "Slide sideways", "world/y_m": "Up and down", "world/z_m": "Closer and further",
  "world/floor_m": "Floor", "world/ease_secs": "Ease of moves", "world/sun_stays_with_stage": "Sun stays with the stage",
  "world/hold_time": "Freeze the world", "outer/hold": "Hold off camera", "outer/every_nth": "Off camera every",
  "wall/hold": "Hold", "wall/work_light": "Work light", "wall/blackout": "Blackout", "wall/armed": "Outputs armed",
  "take/rolling": "Rolling", "inner/hero": "Camera on top", pattern_nits: "Pattern level",
};

/** Whom a look belongs to, in words; "" for the whole wall. */
function where(group) {
  const camera = /^inner\/([^/]+)$/.exec(group);
  if (camera) return ` in camera ${camera[1]}`;
  return { grade: "", "grade/outer": " off camera", "grade/ceiling": " of the ceiling" }[group];
}

/** What a director calls a parameter. */
export function plainName(path) {
  if (PLAIN[path]) return PLAIN[path];
  const [, group = "", last = path] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
  const place = where(group);
  if (place !== undefined && LOOK[last]) return LOOK[last] + place;
  const words = last.replace(/_(ev|k|deg|m|mm|ms|percent|secs|nits|duv|mps|hz)$/, "").replaceAll("_", " ");
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  return group === "" ? first : `${first} (${group.replaceAll("/", " ")})`;
}

/** A line of the undo list as people say it: `Brightness 0 → +1/3 stops`. */
export function plainWords(words) {
  const look = /^preset (.+)$/i.exec(words);
  if (look) return `Look “${look[1]}”`;
  const isStops = / EV\b/.test(words);
  return words
    .replace(/ (\S+)( -> \S+ \1)/, "$2")
    .replace(/-?\d[\d.e-]*(?= ->)|(?<=-> )-?\d[\d.e-]*/g, (number) => (isStops ? stops(Number(number)) : short(Number(number))))
    .replace(/ EV\b/, " stops")
    .replace(/[a-z_]+(?:\/[A-Za-z0-9_.-]+)+/g, (path) => plainName(path))
    .replaceAll("->", "→");
}

/** A number with as many digits as matter. */
function short(number) {
  return String(Number(Math.abs(number) >= 100 ? number.toFixed(0) : number.toFixed(2))).replace("-", "\u2212");
}
