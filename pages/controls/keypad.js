// Numbers and names typed by a person: one dialog with keys large enough for a finger.
//
// In: what is asked. Out: a promise of the answer, `null` when the person thought better of it. Not here: what it is for.
// Invariant: the page's own keys do nothing while it is open; it leaves nothing behind.

import { make } from "./element.js";
import { parseNumber, reading, numeral } from "./scale.js";

const KEYS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", ".", "±"];

function open(title, about, field, extra) {
  return new Promise((resolve) => {
    const error = make("p", { class: "error", role: "alert" });
    const form = make("form", { method: "dialog" },
      make("h2", {}, title), about ? make("p", { class: "about" }, about) : null, field, error, extra,
      make("div", { class: "row" },
        make("button", { type: "button", class: "quiet", "data-do": "cancel", onclick: () => dialog.close() }, "Cancel"),
        make("button", { type: "submit", class: "main", "data-do": "accept" }, "Set")));
    const dialog = make("dialog", { class: "keypad", "aria-label": title }, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = field.read();
      if (answer.fault) {
        error.textContent = answer.fault;
        return;
      }
      resolve(answer.value);
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      resolve(null);
      dialog.remove();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
    field.select?.();
  });
}

/** A number for a parameter, in its range. */
export function askNumber(title, parameter, value, [min, max]) {
  const field = make("input", {
    type: "text", inputmode: "none", enterkeyhint: "done", autocomplete: "off", "aria-label": title, class: "number",
    value: numeral(value, parameter).replace("–", ""),
  });
  let isFresh = true;
  field.read = () => {
    const number = parseNumber(field.value);
    if (number === null) return { fault: "That is no number. As in 5600, -2/3 or 1 1/3." };
    if (number < min || number > max) return { fault: `From ${reading(min, parameter)} to ${reading(max, parameter)}.` };
    return { value: number };
  };
  const type = (key) => {
    if (key === "±") field.value = field.value.startsWith("-") || field.value.startsWith("\u2212") ? field.value.slice(1) : `-${field.value.replace("+", "")}`;
    else if (key === "⌫") field.value = field.value.slice(0, -1);
    else field.value = (isFresh ? "" : field.value) + key;
    isFresh = false;
    field.focus();
  };
  field.addEventListener("input", () => { isFresh = false; });
  const keys = [...KEYS, ...(parameter.unit === "EV" ? [" 1/3", " 2/3"] : [":", "k"]), "⌫"];
  const pad = make("div", { class: "keys" }, ...keys.map((key) =>
    make("button", { type: "button", onclick: () => type(key), "aria-label": key === "⌫" ? "delete" : key }, key.trim())));
  return open(title, `${reading(min, parameter)} to ${reading(max, parameter)}`, field, pad);
}

/** A name or a note. */
export function askText(title, about, value = "", most = 60) {
  const field = make("input", { type: "text", autocomplete: "off", enterkeyhint: "done", maxlength: most, "aria-label": title, value });
  field.read = () => (field.value.trim() === "" ? { fault: "It needs a name." } : { value: field.value.trim() });
  return open(title, about, field, null);
}
