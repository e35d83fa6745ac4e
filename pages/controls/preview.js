// `cy-preview`: the live picture of a camera or the stage, marked SIMULATED, with its age when it is old.
//
// In: `source` (else the first the show has), binary pictures. Out: a canvas; credits, so that a slow line never piles pictures up.
// Not here: drawing them (the server). Invariant: the newest picture is shown; one that came late is thrown away.

import { CyElement, make } from "./element.js";
import { connection, store } from "../net/show.js";
import { PICTURE_HEADER_BYTES } from "../net/socket.js";

const CREDITS = 2;
/** A picture older than this is told to be old. */
const OLD_MS = 1000;

export class CyPreview extends CyElement {
  static observedAttributes = ["source"];

  get keys() {
    return ["snapshot", "connection", "value:take/rolling"];
  }

  build() {
    this.canvas = make("canvas", { role: "img", "aria-label": "Simulated picture of the camera" });
    this.mark = make("span", { class: "mark" }, "SIMULATED");
    this.age = make("span", { class: "age", role: "status" });
    this.wait = make("p", { class: "wait" }, "Waiting for the first picture");
    this.append(this.canvas, this.mark, this.age, this.wait);
    this.newest = 0;
    connection.pictureListener = (header, buffer) => this.picture(header, buffer);
    setInterval(() => this.tellAge(), 250);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ask(null);
  }

  attributeChangedCallback() {
    if (this.isBuilt) this.refresh();
  }

  get source() {
    return this.getAttribute("source") ?? store.sources[0] ?? null;
  }

  refresh() {
    if (store.connection !== "live" && store.connection !== "stale") {
      this.asked = undefined;
      return;
    }
    if (store.isReady && this.asked !== this.source) this.ask(this.source);
  }

  ask(source) {
    const width = Math.min(1280, Math.max(320, Math.round((this.clientWidth || 640) * Math.min(2, devicePixelRatio || 1))));
    if (!connection.write({ t: "preview", source, width })) return;
    this.asked = source;
    this.newest = 0;
    if (source !== null) connection.write({ t: "credit", n: CREDITS });
  }

  async picture(header, buffer) {
    try {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(buffer, PICTURE_HEADER_BYTES)], { type: "image/jpeg" }));
      if (header.seq >= this.newest) this.draw(bitmap, header);
      bitmap.close();
    } catch {
      // A picture that cannot be read is skipped; the next one comes.
    }
    connection.write({ t: "credit", n: 1 });
  }

  draw(bitmap, header) {
    this.newest = header.seq;
    this.drawnAt = performance.now() - header.ageMs;
    if (this.canvas.width !== bitmap.width || this.canvas.height !== bitmap.height) {
      Object.assign(this.canvas, { width: bitmap.width, height: bitmap.height });
      this.style.setProperty("--aspect", bitmap.width / bitmap.height);
    }
    this.canvas.getContext("2d", { alpha: false, desynchronized: true }).drawImage(bitmap, 0, 0);
    this.wait.hidden = true;
    this.count = (this.count ?? 0) + 1;
    this.dataset.pictures = this.count;
    this.tellAge();
  }

  tellAge() {
    if (this.drawnAt === undefined) return;
    const age = performance.now() - this.drawnAt;
    const isOld = age > OLD_MS;
    this.toggleAttribute("data-old", isOld);
    this.age.textContent = isOld ? `${age < 9500 ? (age / 1000).toFixed(1) : Math.round(age / 1000)} s old` : "";
  }
}
customElements.define("cy-preview", CyPreview);
