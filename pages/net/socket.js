// The line to the show: a socket that comes back by itself, acks by id, round trip and time to wall, pictures by credit.
//
// In: messages of the server. Out: the store kept true, answers to requests, pictures. Not here: what is asked for (`show`).
// Invariant: every request is answered, at the latest by the loss of the line; silence of 500 ms is told as stale.

const STALE_MS = 500;
const PING_MS = 1000;
/** A ping unanswered for so long means that the line is dead, whatever the socket believes. */
const DEAD_MS = 5000;
const LEAST_WAIT_MS = 250;
const MOST_WAIT_MS = 8000;
/** Times to wall that are kept. */
const KEPT = 9;
export const PICTURE_HEADER_BYTES = 16;

/** How long to wait before try `attempt` (from 0); `chance` in 0..1 spreads a room full of tablets. */
export function backoffMs(attempt, chance) {
  const whole = Math.min(MOST_WAIT_MS, LEAST_WAIT_MS * 2 ** attempt);
  return whole * (0.5 + 0.5 * chance);
}

/** The middle one. */
export function median(numbers) {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The header of a binary message, `null` for what is no picture. */
export function pictureHeader(buffer) {
  if (buffer.byteLength <= PICTURE_HEADER_BYTES) return null;
  const view = new DataView(buffer);
  if (view.getUint8(0) !== 1 || view.getUint8(1) !== 1) return null;
  return {
    width: view.getUint16(2, true), height: view.getUint16(4, true), seq: view.getUint32(6, true),
    ageMs: view.getUint16(10, true),
  };
}

export class Connection {
  /** `open(url)` makes a socket; `now()` is in milliseconds. */
  constructor(store, { url, hello, open = (to) => new WebSocket(to), now = () => performance.now() }) {
    Object.assign(this, { store, url, hello, open, now });
    this.socket = null;
    this.nextId = 1;
    this.waiting = new Map();
    this.sent = new Map();
    this.wallTimes = [];
    this.attempt = 0;
    this.heardAt = 0;
    this.pings = new Map();
    this.roundTripMs = null;
    this.pictureListener = null;
  }

  start() {
    this.connect();
    this.timer = setInterval(() => this.watch(), 100);
    // A tablet that wakes must not wait out its backoff.
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  hurry() {
    if (this.socket === null) this.connect();
  }

  connect() {
    clearTimeout(this.retry);
    const socket = this.open(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.heardAt = this.now();
      this.pings.clear();
      this.write(this.hello());
    };
    socket.onmessage = (event) => socket === this.socket && this.hear(event.data);
    socket.onclose = () => socket === this.socket && this.lose();
    socket.onerror = () => {};
  }

  lose() {
    this.socket = null;
    this.roundTripMs = null;
    this.store.setConnection("lost");
    const gone = { ok: false, code: "gone", why: "The line to the show is down; it comes back by itself." };
    for (const answer of this.waiting.values()) answer(gone);
    this.waiting.clear();
    this.sent.clear();
    this.retry = setTimeout(() => this.connect(), backoffMs(this.attempt, Math.random()));
    this.attempt += 1;
  }

  /** Ten times a second: pings, staleness, a line that died in silence. */
  watch() {
    if (this.socket === null || this.socket.readyState !== 1) return;
    const now = this.now();
    const silent = now - this.heardAt;
    if (this.store.connection === "live" && silent > STALE_MS) this.store.setConnection("stale");
    if (silent > DEAD_MS) {
      const dead = this.socket;
      this.lose();
      dead.close();
      return;
    }
    if (now - (this.pingedAt ?? 0) >= PING_MS) {
      this.pingedAt = now;
      const id = this.nextId++;
      this.pings.set(id, now);
      this.write({ t: "ping", id });
    }
  }

  hear(data) {
    this.heardAt = this.now();
    if (typeof data !== "string") {
      const header = pictureHeader(data);
      if (header) this.pictureListener?.(header, data);
      return;
    }
    const message = JSON.parse(data);
    if (this.store.take(message) === "resync") this.write({ t: "resync" });
    switch (message.t) {
      case "snapshot":
        this.attempt = 0;
        this.store.setConnection("live");
        break;
      case "health": this.meetPictures(message); break;
      case "ack": this.acked(message); break;
      case "shown": this.shown(message.id); break;
      case "words": this.answer(message.id, { ok: true, words: message.words }); break;
      case "pong": this.ponged(message.id); break;
      case "bye": this.store.tell("bye", message.why); break;
    }
    if (this.store.connection === "stale") this.store.setConnection("live");
  }

  /** Who came before the show drew was told of no pictures: once it draws, the line is opened anew, one time. */
  meetPictures(health) {
    if (this.store.sources.length > 0 || !(health.frames > 0) || this.hasMet) return;
    this.hasMet = true;
    this.socket.close();
  }

  acked(message) {
    const wantsWords = this.waiting.get(message.id)?.wantsWords;
    if (!message.ok) this.sent.delete(message.id);
    if (!(message.ok && wantsWords)) this.answer(message.id, message);
  }

  answer(id, answer) {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }

  ponged(id) {
    const at = this.pings.get(id);
    if (at === undefined) return;
    this.pings.delete(id);
    this.roundTripMs = this.now() - at;
    this.store.tell("latency");
  }

  shown(id) {
    const at = this.sent.get(id);
    if (at === undefined) return;
    this.sent.delete(id);
    this.wallTimes = [...this.wallTimes, this.now() - at].slice(-KEPT);
    this.store.tell("latency");
  }

  /** Milliseconds from a touch to the first frame that was drawn with it: the middle of the last nine. */
  get toWallMs() {
    return median(this.wallTimes);
  }

  write(message) {
    if (this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends what wants an ack. Resolves to `{ok, frame, code, why, words}`; never rejects. */
  request(message) {
    const id = this.nextId++;
    return new Promise((resolve) => {
      const answer = (value) => resolve(value);
      answer.wantsWords = message.what === "compare";
      if (!this.write({ ...message, id })) {
        return resolve({ ok: false, code: "gone", why: "The line to the show is down; it comes back by itself." });
      }
      this.waiting.set(id, answer);
      if (message.t !== "ask") {
        // What is never shown (a value that another one overtook) must not pile up.
        if (this.sent.size > 256) this.sent.clear();
        this.sent.set(id, this.now());
      }
      return undefined;
    });
  }
}
