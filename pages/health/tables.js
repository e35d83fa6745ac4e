// Tables of the health page: tracking of each camera, people and their devices.
//
// In: health, people. Out: `hp-tracking`, `hp-clients`. Not here: moods (`advice.js`).
// Invariant: a fault stands in words under its camera.

import { CyElement, chip, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { moodOfTracking } from "./advice.js";

class HpTracking extends CyElement {
  get keys() {
    return ["health", "snapshot"];
  }

  build() {
    this.list = make("ul", { class: "table" });
    this.append(make("h2", {}, "Tracking"), this.list);
  }

  refresh() {
    const tracking = store.health?.tracking ?? [];
    const lines = tracking.map((each) => {
      const age = Number.isFinite(each.age_ms) ? `${each.age_ms.toFixed(1)} ms` : "–";
      return make(
        "li", { "data-mood": moodOfTracking(each) },
        make("b", {}, each.camera), make("span", { class: "state" }, each.state || "no tracker"), make("span", { class: "age" }, age),
        make("small", {}, `${each.taken} taken, ${each.lost} lost`), each.fault ? make("span", { class: "fault-words" }, each.fault) : null,
      );
    });
    this.list.replaceChildren(...(lines.length > 0 ? lines : [make("li", {}, "This show has no cameras.")]));
  }
}
customElements.define("hp-tracking", HpTracking);

class HpClients extends CyElement {
  get keys() {
    return ["people", "snapshot", "health"];
  }

  build() {
    this.list = make("ul", { class: "table people" });
    this.foot = make("p", { class: "foot" });
    this.append(make("h2", {}, "People"), this.list, this.foot);
  }

  refresh() {
    const here = store.people.filter((person) => person.here && person.via !== "program");
    this.list.replaceChildren(...here.map((person) => make("li", {}, chip(person), make("span", { class: "state" }, person.role), make("small", {}, person.page ?? person.via))));
    const health = store.health;
    const behind = health && health.world_frame !== health.frame ? `, world at ${health.world_frame}` : "";
    this.foot.textContent = health ? `Frame ${health.frame}${behind}.` : "";
  }
}
customElements.define("hp-clients", HpClients);
