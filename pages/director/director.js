// The director's page: its controls, the show's name, which picture is looked at.
//
// In: the store. Out: the page. Not here: any one control. Invariant: it starts the line once, after all is defined.

import "../controls/all.js";
import "../controls/tabs.js";
import "./looks.js";
import "./light.js";
import "./world.js";
import "./sun.js";
import "./weather.js";
import "./takes.js";
import "./back.js";
import "./activity.js";
import { CyElement, make } from "../controls/element.js";
import { start, store } from "../net/show.js";

/** What a source is called. */
export function sourceName(source) {
  const [kind, name] = source.split(":");
  return { camera: `Camera ${name}`, canvas: store.sources.filter((one) => one.startsWith("canvas:")).length === 1 ? "Wall" : `Wall ${name}`, stage: "Stage" }[kind] ?? source;
}

class CySources extends CyElement {
  get keys() {
    return ["welcome"];
  }

  build() {
    this.choice = make("cy-choice", { label: "Picture", quiet: "", "data-do": "source" });
    this.choice.addEventListener("pick", (event) => document.querySelector("cy-preview").setAttribute("source", event.detail.value));
    this.append(this.choice);
  }

  refresh() {
    this.hidden = store.sources.length < 2;
    this.choice.setAttribute("options", store.sources.map((source) => `${source}=${sourceName(source)}`).join("|"));
    const chosen = this.choice.getAttribute("value");
    if (!store.sources.includes(chosen) && store.sources[0]) {
      this.choice.setAttribute("value", store.sources[0]);
      document.querySelector("cy-preview").removeAttribute("source");
    }
  }
}
customElements.define("cy-sources", CySources);

store.on("welcome", () => {
  document.querySelector(".show").textContent = store.show;
  document.title = `${store.show} · Director`;
});
start();
