// `hp-top`: the bar over the health page: the show, the tally, who is here, the line, the way back to the desk.
//
// In: the store. Out: the bar. Not here: its parts (`controls/`). Invariant: one line at every size.

import { CyElement, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { mayDo } from "../net/store.js";

class HpTop extends CyElement {
  get keys() {
    return ["welcome", "snapshot"];
  }

  build() {
    this.showName = make("span", { class: "show-name" });
    this.desk = make("a", { class: "button desk-link", href: "/o" }, "Operator");
    this.append(
      make("span", { class: "page-name" }, "Health"), this.showName, make("cy-tally"), make("span", { class: "spring" }),
      make("cy-people"), make("cy-connection"), this.desk,
    );
  }

  refresh() {
    this.showName.textContent = store.show;
    this.desk.hidden = !mayDo(store.me.role, "operator");
  }
}
customElements.define("hp-top", HpTop);
