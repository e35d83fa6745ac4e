// Where a value stands on a fader, what a drag or a key makes of it, how it is read and written.
//
// In: a parameter as the server describes it, numbers, text. Out: numbers and text. Not here: elements, the show.
// Invariant: `valueAt` undoes `shareOf`; nothing comes out that is not finite and in range.

const MINUS = "\u2212";
const THIRD = 1 / 3;
/** Stops closer than this to a third are that third. */
const THIRD_TOLERANCE = 0.005;

export function clamp(number, min, max) {
  return Math.min(max, Math.max(min, number));
}

/** The space in which a fader is even: what the parameter's law says. */
function space(law, min) {
  if (law === "mired" && min > 0) return [(value) => 1e6 / value, (coordinate) => 1e6 / coordinate];
  if (law === "log" && min > 0) return [Math.log, Math.exp];
  return [(value) => value, (coordinate) => coordinate];
}

/** Place of a value between `min` and `max`, 0..1. */
export function shareOf(value, { min, max, law }) {
  const [there] = space(law, min);
  if (!(max > min)) return 0;
  return clamp((there(clamp(value, min, max)) - there(min)) / (there(max) - there(min)), 0, 1);
}

/** The value at a place. */
export function valueAt(share, { min, max, law }) {
  const [there, back] = space(law, min);
  const at = clamp(share, 0, 1);
  if (at === 0) return min;
  if (at === 1) return max;
  return clamp(back(there(min) + at * (there(max) - there(min))), min, max);
}

/** What a relative drag makes of a value: `moved` is the drag over the fader's length; fine is a tenth of it. */
export function dragged(value, moved, scale, isFine) {
  return valueAt(shareOf(value, scale) + moved * (isFine ? 0.1 : 1), scale);
}

/** What a key makes of a value; `null` for a key that means nothing to a fader. */
export function keyed(key, value, scale, isFine = false) {
  const { min, max, step } = scale;
  const by = step * (isFine ? 0.1 : 1);
  const to = {
    ArrowRight: value + by, ArrowUp: value + by, ArrowLeft: value - by, ArrowDown: value - by,
    PageUp: value + 10 * step, PageDown: value - 10 * step, Home: min, End: max,
    Delete: scale.default, Backspace: scale.default,
  }[key];
  return to === undefined ? null : clamp(to, min, max);
}

/** A color temperature one step warmer (positive) or cooler, in mired: equal steps look alike. */
export function warmer(kelvin, mired, min, max) {
  return clamp(1e6 / (1e6 / kelvin + mired), min, max);
}

/** Stops as people say them: `+1 1/3`. Others than thirds as decimals. */
export function stops(ev) {
  const thirds = Math.round(ev * 3);
  if (Math.abs(ev - thirds * THIRD) > THIRD_TOLERANCE) return signed(ev, 2);
  if (thirds === 0) return "0";
  const sign = thirds < 0 ? MINUS : "+";
  const whole = Math.floor(Math.abs(thirds) / 3);
  const rest = ["", "1/3", "2/3"][Math.abs(thirds) % 3];
  return sign + [whole || "", rest].filter(Boolean).join(" ");
}

function signed(number, digits) {
  const text = trimmed(Math.abs(number), digits);
  if (text === "0") return "0";
  return (number < 0 ? MINUS : "+") + text;
}

function trimmed(number, digits) {
  return String(Number(number.toFixed(digits)));
}

/** Digits that a step is worth showing with. */
function digitsFor(step) {
  if (!(step > 0)) return 2;
  return clamp(Math.ceil(-Math.log10(step)) + 1, 0, 4);
}

/** Hours as a clock: `14:22`. */
export function clock(hours) {
  const minutes = ((Math.round(hours * 60) % 1440) + 1440) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** A value as people read it, without its unit. */
export function numeral(value, parameter) {
  if (value === undefined || value === null) return "–";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return value.replaceAll("_", " ");
  if (parameter.path === "sky/time_of_day") return clock(value);
  if (parameter.unit === "EV") return stops(value);
  if (parameter.unit === "K") return String(Math.round(value));
  if (parameter.unit === "m" && Math.abs(value) >= 1000) return trimmed(value / 1000, 1);
  const digits = digitsFor(parameter.step);
  const text = parameter.min < 0 ? signed(value, digits) : trimmed(value, digits);
  return text.replace("-", MINUS);
}

/** Its unit, as people read it beside the numeral. */
export function unitOf(value, parameter) {
  if (parameter.path === "sky/time_of_day") return "";
  if (parameter.unit === "EV") return "stops";
  if (parameter.unit === "deg") return "°";
  if (parameter.unit === "m" && Math.abs(value) >= 1000) return "km";
  return parameter.unit ?? "";
}

/** Numeral and unit. */
export function reading(value, parameter) {
  const unit = typeof value === "number" ? unitOf(value, parameter) : "";
  return numeral(value, parameter) + (unit === "" || unit === "°" ? unit : ` ${unit}`);
}

/** A number as people type it: `-2/3`, `+1 1/3`, `5600`, `8k`, `14:30`, decimal comma or point. `null` for no number. */
export function parseNumber(text) {
  const plain = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  const time = /^(\d{1,2}):(\d{2})$/.exec(plain);
  if (time) return Number(time[1]) + Number(time[2]) / 60;
  const fraction = /^([+-]?)\s*(?:(\d+)\s+)?(\d+)\s*\/\s*(\d+)$/.exec(plain);
  if (fraction) {
    const [, sign, whole = 0, above, below] = fraction;
    return finite((sign === "-" ? -1 : 1) * (Number(whole) + Number(above) / Number(below)));
  }
  const decimal = /^([+-]?)\s*(\d+\.?\d*|\.\d+)\s*(k?)$/i.exec(plain);
  if (!decimal) return null;
  const [, sign, digits, kilo] = decimal;
  return finite((sign === "-" ? -1 : 1) * Number(digits) * (kilo ? 1000 : 1));
}

function finite(number) {
  return Number.isFinite(number) ? number : null;
}
