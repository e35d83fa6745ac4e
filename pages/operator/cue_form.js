// A cue opened for writing, in the place of its row.
//
// In: a cue, names of looks. Out: the written cue. Not here: what becomes of it (`cue_list.js`), what is allowed (`cues.js`).
// Invariant: what cannot be a cue is not saved, and says why beside the button.

import { make } from "../controls/element.js";
import { parseNumber } from "../controls/scale.js";
import { faultOf } from "./cues.js";

export class CueForm {
  constructor(cue, { isNew, presets, close, save, remove, goTo }) {
    this.presets = presets;
    this.fields = {
      number: input(cue.number, { inputmode: "decimal", size: 4 }),
      name: input(cue.name, { maxlength: 60 }),
      preset: make("select", {}, ...presets.map((preset) => option(preset.name, preset.name === cue.preset))),
      fade_secs: input(String(cue.fade_secs), { inputmode: "decimal", size: 4 }),
      follow_secs: input(cue.follow_secs === null ? "" : String(cue.follow_secs), { inputmode: "decimal", size: 4, placeholder: "GO" }),
      note: input(cue.note, { maxlength: 200 }),
    };
    if (!presets.some((preset) => preset.name === cue.preset)) this.fields.preset.prepend(option(cue.preset, true));
    this.fault = make("p", { class: "fault", role: "alert" });
    this.element = make("li", { class: "cue-form" }, make(
      "form", { onsubmit: (event) => this.submit(event, save), onkeydown: (event) => event.key === "Escape" && close() },
      make(
        "div", { class: "fields" },
        field("Number", this.fields.number, "short"), field("Fade, s", this.fields.fade_secs, "short"),
        field("Follow, s", this.fields.follow_secs, "short"),
        field("Name", this.fields.name, "middle"), field("Look", this.fields.preset, "middle"),
        field("Note", this.fields.note, "full"),
      ),
      this.fault,
      make(
        "div", { class: "actions" },
        make("button", { type: "submit", class: "main" }, isNew ? "Add cue" : "Save"),
        make("button", { type: "button", onclick: close }, "Cancel"),
        isNew ? null : hold("GO TO", "air", goTo),
        isNew ? null : hold("Delete", "bad", remove),
      ),
    ));
  }

  submit(event, save) {
    event.preventDefault();
    const text = Object.fromEntries(Object.entries(this.fields).map(([name, element]) => [name, element.value.trim()]));
    const cue = {
      ...text,
      fade_secs: parseNumber(text.fade_secs) ?? NaN,
      follow_secs: text.follow_secs === "" ? null : parseNumber(text.follow_secs) ?? NaN,
    };
    this.fault.textContent = faultOf(cue, this.presets);
    if (this.fault.textContent === "") save(cue);
  }
}

const input = (value, attributes) => make("input", { type: "text", autocomplete: "off", value, ...attributes });
const option = (name, selected) => make("option", { value: name, selected }, name);
const field = (words, element, size) => make("label", { class: `field ${size}` }, make("span", {}, words), element);

function hold(label, look, fire) {
  const button = make("cy-hold-button", { label, look, "data-hold": true });
  button.addEventListener("fire", fire);
  return button;
}
