// `op-devices`: who is here, and which devices may come: role, revoke.
//
// In: people of the store, devices by REST. Out: a revoke. Not here: joining (the window's "Let a tablet join").
// Invariant: a device that is revoked is asked for by name and wants a hold.

import { CyElement, chip, make } from "../controls/element.js";
import { store } from "../net/show.js";
import { mayDo } from "../net/store.js";

const VIA = { page: "page", window: "window", rest: "REST", osc: "OSC", program: "program" };

class OpDevices extends CyElement {
  get keys() {
    return ["people", "welcome", "snapshot"];
  }

  build() {
    this.people = make("ul", { class: "people-rows" });
    this.devices = make("ul", { class: "device-rows" });
    this.note = make("p", { class: "quiet" });
    this.append(
      make("h2", { class: "panel-title" }, "People"), this.people,
      make("h3", {}, "Devices that joined"), this.devices, this.note,
      make("p", { class: "quiet" }, "A new tablet joins from the show's window: “Let a tablet join” shows a code and a PIN."),
    );
  }

  refresh() {
    const shown = store.people.filter((person) => person.via !== "program");
    this.people.replaceChildren(...shown.filter((person) => person.here).map((person) => make(
      "li", {}, chip(person, person.id === store.me.id ? `${person.name} (you)` : person.name),
      make("span", { class: "role" }, person.role), make("small", {}, [VIA[person.via] ?? person.via, person.page].filter(Boolean).join(", ")),
    )));
    const state = JSON.stringify([store.me.role, shown.map((person) => [person.name, person.role])]);
    if (state === this.asked || !store.isReady) return;
    this.asked = state;
    this.load();
  }

  async load() {
    if (!mayDo(store.me.role, "operator")) {
      this.note.textContent = "Operators see the devices here.";
      return;
    }
    try {
      const reply = await fetch("/api/v1/devices");
      const told = await reply.json();
      const list = Array.isArray(told) ? told : told.devices ?? [];
      this.note.textContent = reply.ok ? (list.length === 0 ? "No device has joined." : "") : told.error;
      this.devices.replaceChildren(...(reply.ok ? list : []).map((device) => this.device(device)));
    } catch {
      this.note.textContent = "The list of devices could not be read. It is asked for again when somebody comes or goes.";
    }
  }

  device(device) {
    const revoke = make("cy-hold-button", { label: "Revoke", look: "small bad", "data-hold": true });
    revoke.addEventListener("fire", async () => {
      const reply = await fetch(`/api/v1/devices/${encodeURIComponent(device.id)}`, { method: "DELETE" });
      if (!reply.ok) store.tell("hint", (await reply.json().catch(() => ({}))).error ?? "The device could not be revoked.");
      this.load();
    });
    return make(
      "li", { "data-device": device.id },
      make("span", { class: "words" }, make("b", {}, device.name), make("small", {}, [device.device, device.role].filter(Boolean).join(" · "))),
      revoke,
    );
  }
}
customElements.define("op-devices", OpDevices);
