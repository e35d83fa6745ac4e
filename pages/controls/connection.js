// `cy-connection`: how the line is: live with its delays, stale, or coming back, with a banner nobody overlooks.
//
// In: the store's connection, the line's times. Out: `data-connection` on the root (greys what may be old), a badge.
// Not here: coming back (`socket`). Invariant: while the line is down nothing on the page can be pressed.

import { CyElement, make } from "./element.js";
import { connection, store } from "../net/show.js";

const WORDS = { joining: "Joining", live: "Live", stale: "No news", lost: "Reconnecting" };

export class CyConnection extends CyElement {
  get keys() {
    return ["connection", "latency"];
  }

  build() {
    this.word = make("span", { class: "word" });
    this.times = make("span", { class: "times" });
    this.append(make("i", { class: "dot", "aria-hidden": "true" }), make("span", { class: "texts" }, this.word, this.times));
    this.banner = make("div", { class: "banner", role: "alert", hidden: true });
    document.body.prepend(this.banner);
  }

  refresh() {
    const state = store.connection;
    const trip = connection.roundTripMs;
    const toWall = connection.toWallMs;
    document.documentElement.dataset.connection = state;
    this.dataset.state = state;
    this.word.textContent = WORDS[state];
    const times = [trip !== null && `line ${Math.round(trip)} ms`, toWall !== null && `wall ${Math.round(toWall)} ms`];
    this.times.textContent = state === "live" ? times.filter(Boolean).join(" · ") : "";
    this.title = "line: there and back; wall: from a touch to the first frame drawn with it";
    this.banner.hidden = state !== "lost";
    this.banner.textContent = state === "lost" ? "RECONNECTING … the wall goes on as it is" : "";
    const isLocked = document.documentElement.hasAttribute("data-screen-locked");
    for (const part of document.querySelectorAll("[data-lockable]")) part.inert = isLocked || state === "lost";
    for (const part of document.querySelectorAll("cy-panic")) part.inert = state === "lost";
  }
}
customElements.define("cy-connection", CyConnection);
