// What a page knows of the running show: parameters, values, goals, book, people.
//
// In: messages of the socket. Out: fields to read, listeners told what changed. Not here: the socket (`socket`), sending (`show`).
// Invariant: a delta is taken only on top of the revision it was made from; anything else asks for a resync and changes nothing.

/** Roles, least first. */
export const ROLES = ["viewer", "director", "operator", "engineer"];

/** Whether a role may do what needs another one. */
export function mayDo(role, needed) {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Parts of a delta or snapshot that come whole. */
const WHOLE = ["bounds", "book", "people", "history", "notes"];

/** Colors of people. */
const COLORS = 8;

export const EMPTY_BOOK = {
  rev: 0, presets: [], cues: [], standby: null, active: null, takes: [], slate: { scene: "", take: 1 }, reminder: null,
};

export class Store {
  constructor() {
    this.listeners = new Map();
    this.parameters = new Map();
    this.me = { id: 0, name: "", role: "viewer" };
    this.show = "";
    this.epoch = null;
    this.rate = 0;
    this.cameras = [];
    this.sources = [];
    this.health = null;
    this.connection = "joining";
    this.rev = null;
    this.frame = 0;
    this.values = {};
    this.goals = {};
    this.by = {};
    this.bounds = {};
    this.touched = new Map();
    this.book = EMPTY_BOOK;
    this.people = [];
    this.history = [];
    this.notes = [];
  }

  /** Whether there is anything to show. */
  get isReady() {
    return this.rev !== null;
  }

  /** Calls `listener` whenever one of the keys changes: `welcome`, `value:PATH`, `values`, `book`, `people` ... Returns what ends it. */
  on(keys, listener) {
    const all = [].concat(keys);
    for (const key of all) {
      if (!this.listeners.has(key)) this.listeners.set(key, new Set());
      this.listeners.get(key).add(listener);
    }
    return () => all.forEach((key) => this.listeners.get(key)?.delete(listener));
  }

  /** Tells the listeners of these keys, each listener once. */
  tell(keys, detail) {
    const called = new Set();
    for (const key of [].concat(keys)) {
      for (const listener of [...(this.listeners.get(key) ?? [])]) {
        if (!called.has(listener)) listener(detail);
        called.add(listener);
      }
    }
  }

  /** Takes a message in. Returns `"resync"` when it does not fit on what is known. */
  take(message) {
    switch (message.t) {
      case "welcome": return this.welcome(message);
      case "snapshot": return this.snapshot(message);
      case "delta": return this.delta(message);
      case "health":
        this.health = message;
        return this.tell("health");
      default: return undefined;
    }
  }

  welcome(message) {
    this.me = message.me;
    this.show = message.show ?? "";
    this.epoch = message.epoch;
    this.rate = message.rate ?? 0;
    this.cameras = message.cameras ?? [];
    this.sources = message.sources ?? [];
    this.parameters = new Map((message.parameters ?? []).map((parameter) => [parameter.path, parameter]));
    // What was known belongs to another registry: only the next snapshot counts.
    this.rev = null;
    this.tell("welcome");
  }

  snapshot(message) {
    this.rev = message.rev;
    this.frame = message.frame;
    this.values = { ...message.values };
    this.goals = { ...message.goals };
    this.by = {};
    for (const part of WHOLE) if (message[part] !== undefined) this[part] = message[part];
    this.setTouched(message.touched ?? []);
    if (message.health) this.health = message.health;
    const values = Object.keys(this.values).map((path) => `value:${path}`);
    this.tell(["snapshot", "values", "touched", "health", ...WHOLE, ...values]);
  }

  delta(message) {
    if (this.rev === null) return undefined;
    if (message.from !== this.rev) return "resync";
    this.rev = message.rev;
    this.frame = message.frame;
    const changed = new Set();
    Object.assign(this.values, message.values);
    Object.assign(this.by, message.by);
    for (const path of Object.keys(message.values ?? {})) changed.add(path);
    for (const [path, goal] of Object.entries(message.goals ?? {})) {
      if (goal === null) delete this.goals[path];
      else this.goals[path] = goal;
      changed.add(path);
    }
    const keys = [...changed].map((path) => `value:${path}`);
    if (changed.size) keys.push("values");
    for (const part of WHOLE) {
      if (message[part] === undefined) continue;
      this[part] = message[part];
      keys.push(part);
    }
    if (message.touched !== undefined) {
      this.setTouched(message.touched);
      keys.push("touched");
    }
    this.tell(keys);
    return undefined;
  }

  setTouched(list) {
    this.touched = new Map(list.map(({ path, by }) => [path, by]));
  }

  setConnection(state) {
    if (state === this.connection) return;
    this.connection = state;
    this.tell("connection");
  }

  /** A value; `undefined` when there is no such parameter. */
  value(path) {
    return this.values[path];
  }

  /** Where a value is going: itself when it does not fade. */
  goal(path) {
    return this.goals[path] ?? this.values[path];
  }

  /** Least and greatest that this person may choose. */
  range(path) {
    const { min, max } = this.parameters.get(path) ?? { min: 0, max: 1 };
    const bound = this.bounds[path];
    return bound && !mayDo(this.me.role, "operator") ? bound : [min, max];
  }

  /** Whether this person's role may change it. */
  may(path) {
    const parameter = this.parameters.get(path);
    return parameter !== undefined && mayDo(this.me.role, parameter.role);
  }

  /** Somebody else who moves this control now, or `null`. */
  mover(path) {
    const by = this.touched.get(path);
    return by === undefined || by === this.me.id ? null : this.person(by);
  }

  person(id) {
    return this.people.find((person) => person.id === id) ?? { id, name: "Somebody", role: "viewer", here: false };
  }

  /** Which of the eight colors is theirs. */
  color(id) {
    return colorsOf(this.people).get(id) ?? id % COLORS;
  }

  /** The person's own step that can be taken back (`undone` false: their newest), or done again (true). */
  ownStep(undone) {
    const own = this.history.filter((line) => line.by === this.me.id);
    const lastDone = own.findLastIndex((line) => !line.undone);
    // A new change ends the way forth: only what was taken back after it can be done again.
    return undone ? own[lastDone + 1] : own[lastDone];
  }
}

/** A color of eight for each person who is here: the same on every page, two share one only when nine are here. */
export function colorsOf(people) {
  const colors = new Map();
  const here = people.filter((person) => person.here).map(({ id }) => id).sort((a, b) => a - b);
  for (const id of here) {
    const taken = new Set(colors.values());
    let color = id % COLORS;
    for (let tries = 0; taken.has(color) && tries < COLORS; tries += 1) color = (color + 1) % COLORS;
    colors.set(id, color);
  }
  return colors;
}

/** At most two letters of a name. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return "?";
  const letters = words.length === 1 ? [...words[0]].slice(0, 2) : [[...words[0]][0], [...words[words.length - 1]][0]];
  return letters.join("").toUpperCase();
}
