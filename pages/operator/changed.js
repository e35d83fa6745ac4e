// `op-changed`: everything that is not at its default, who put it there, and the way back, one by one.
//
// In: values, defaults. Out: resets. Not here: what counts as changed and its order (`groups.js`).
// Invariant: what keeps the picture from the wall stands first.

import { CyElement, chip, make } from "../controls/element.js";
import { reading } from "../controls/scale.js";
import { reset, set, store } from "../net/show.js";
import { changed, label, title, groupOf } from "./groups.js";

class OpChanged extends CyElement {
  get keys() {
    return ["values", "welcome", "snapshot", "people"];
  }

  build() {
    this.rows = make("ul", { class: "changed-rows" });
    this.nothing = make("p", { class: "quiet" }, "Every parameter is at its default.");
    this.append(make("h2", { class: "panel-title" }, "Not at default"), this.nothing, this.rows);
    this.made = new Map();
  }

  refresh() {
    const list = changed([...store.parameters.values()], store.goals ? { ...store.values, ...store.goals } : store.values);
    this.nothing.hidden = list.length > 0;
    const paths = list.map((parameter) => parameter.path);
    for (const [path, row] of this.made) {
      if (paths.includes(path)) continue;
      row.element.remove();
      this.made.delete(path);
    }
    list.forEach((parameter, index) => {
      if (!this.made.has(parameter.path)) this.made.set(parameter.path, this.row(parameter));
      const row = this.made.get(parameter.path);
      if (this.rows.children[index] !== row.element) this.rows.insertBefore(row.element, this.rows.children[index] ?? null);
      row.show();
    });
  }

  row(parameter) {
    const { path } = parameter;
    const now = make("b", { class: "now" });
    const who = make("span", { class: "who" });
    const wantsHold = ["returning", "always"].includes(parameter.confirm);
    const back = make("cy-hold-button", { label: "Back to default", look: "small", "data-hold": wantsHold });
    back.addEventListener("fire", (event) => (event.detail.held ? set(path, parameter.default, { hold: true }) : reset(path)));
    const element = make(
      "li", { class: `changed ${parameter.class}`, "data-path": path },
      make("span", { class: "words" }, make("span", { class: "name" }, `${title(groupOf(parameter))}: ${label(path)}`), make("span", { class: "path" }, path)),
      make("span", { class: "reading" }, now, make("span", { class: "from" }, `default ${reading(parameter.default, parameter)}`)),
      who, back,
    );
    const show = () => {
      now.textContent = reading(store.goal(path), parameter);
      const by = store.by[path];
      who.replaceChildren(...(by === undefined ? [] : [chip(store.person(by))]));
      back.toggleAttribute("disabled", !store.may(path));
    };
    return { element, show };
  }
}
customElements.define("op-changed", OpChanged);
