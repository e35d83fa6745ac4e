// Limits for directors: least and greatest of one parameter, in a dialog.
//
// In: a path. Out: a `bound`. Not here: who is held by them (`params::arbiter`).
// Invariant: the parameter's own range is the widest; least is never above greatest.

import { make } from "../controls/element.js";
import { parseNumber } from "../controls/scale.js";
import { bound, store } from "../net/show.js";
import { label } from "./groups.js";

/** What is wrong with limits, in words; empty for nothing. */
export function faultOf(min, max, parameter) {
  if (min === null || max === null) return "Both are numbers.";
  if (min > max) return `Least (${min}) is above greatest (${max}).`;
  if (min < parameter.min || max > parameter.max) return `The range is ${parameter.min} to ${parameter.max} ${parameter.unit}.`.trim();
  return "";
}

/** Opens the dialog. */
export function openLimits(path) {
  const parameter = store.parameters.get(path);
  const [min, max] = store.bounds[path] ?? [parameter.min, parameter.max];
  const field = (value, name) => make("input", { type: "text", inputmode: "decimal", autocomplete: "off", value: String(Number(value.toFixed(4))), name });
  const [least, most] = [field(min, "min"), field(max, "max")];
  const fault = make("p", { class: "fault", role: "alert" });
  const dialog = make("dialog", { class: "sheet", "aria-label": `Limits of ${path}` });
  const send = async (low, high) => {
    fault.textContent = faultOf(low, high, parameter);
    if (fault.textContent !== "") return;
    const answer = await bound(path, low, high);
    if (answer.ok) dialog.close();
    else fault.textContent = answer.why;
  };
  dialog.append(make(
    "form", {
      onsubmit: (event) => {
        event.preventDefault();
        send(parseNumber(least.value), parseNumber(most.value));
      },
    },
    make("h2", {}, `${label(path)}: limits for directors`),
    make("p", { class: "quiet" }, `${path} · operators and engineers keep ${parameter.min} to ${parameter.max} ${parameter.unit}`),
    make(
      "div", { class: "fields" },
      make("label", { class: "field middle" }, make("span", {}, "Least"), least),
      make("label", { class: "field middle" }, make("span", {}, "Greatest"), most),
    ),
    fault,
    make(
      "div", { class: "actions" },
      make("button", { type: "submit", class: "main" }, "Set limits"),
      make("button", { type: "button", onclick: () => send(parameter.min, parameter.max) }, "No limits"),
      make("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
    ),
  ));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
