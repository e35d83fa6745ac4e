// A drag around a centre, relative like a fader's: how far it turned.
//
// In: pointer events of an element. Out: degrees, clockwise positive, by move. Not here: what turns.
// Invariant: touching turns nothing; a second finger or Shift makes it ten times finer.

/** Angle of a point seen from a centre, degrees clockwise from up. */
export function bearing(x, y) {
  return (Math.atan2(x, -y) * 180) / Math.PI;
}

/** The shorter way from one angle to another, degrees in -180..180. */
export function turn(from, to) {
  return ((((to - from + 180) % 360) + 360) % 360) - 180;
}

/** Where the sun stands on a dome of radius 1 seen from above: the horizon is the rim. */
export function onDome(azimuth, elevation) {
  const radius = 1 - elevation / 90;
  const angle = (azimuth * Math.PI) / 180;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** What stands at a place on the dome: `[azimuth 0..360, elevation]`, elevation no lower than `least`. */
export function fromDome(x, y, least) {
  const azimuth = (bearing(x, y) + 360) % 360;
  return [azimuth, Math.max(least, 90 * (1 - Math.hypot(x, y)))];
}

/** Calls `begin()`, `move(dx, dy, event, isFine)` in parts of `element`'s width, `end(isDrag)`. */
export function draggable(element, { may, begin, move, end, tapPx = 6 }) {
  const pointers = new Map();
  let leader = null;
  let start = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !may()) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size > 1) return;
    leader = event.pointerId;
    start = { x: event.clientX, y: event.clientY, isDrag: false };
  });
  element.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (event.pointerId !== leader) return;
    if (!start.isDrag) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < tapPx) return;
      start.isDrag = true;
      begin(event);
      return;
    }
    const width = element.getBoundingClientRect().width;
    move((event.clientX - last[0]) / width, (event.clientY - last[1]) / width, event, pointers.size > 1 || event.shiftKey);
  });
  const release = (event) => {
    if (!pointers.delete(event.pointerId) || event.pointerId !== leader) return;
    pointers.clear();
    leader = null;
    end(start.isDrag, event);
  };
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) element.addEventListener(kind, release);
}
