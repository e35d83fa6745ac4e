// A nudge of the world position as steps of parameters.
//
// In: steps along the stage's axes in metres, the turntable. Out: `[path, by]` pairs. Not here: the pad (`world.js`).
// Source: `show::world::WorldPlace::nudged`: the position moves by R_y(turntable) times the step (right-handed, +Y up).
// Invariant: steps too small to be anything are left out, so that a nudge straight ahead moves one number only.

const LEAST_M = 1e-9;

/** Steps that move the stage by `[right, up, back]` metres along its own axes when it is turned by `turntableDeg`. */
export function nudge([right, up, back], turntableDeg) {
  const turn = (turntableDeg * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
  const steps = [
    ["world/x_m", cosine * right + sine * back],
    ["world/y_m", up],
    ["world/z_m", -sine * right + cosine * back],
  ];
  return steps.filter(([, by]) => Math.abs(by) > LEAST_M);
}

/** The angle of a turntable's handle at `(x, y)` from its centre, y down: degrees, left positive, 0 is ahead. */
export function angleAt(x, y) {
  return (Math.atan2(-x, -y) * 180) / Math.PI;
}

/** The turn nearest to `nearDeg` that looks the same as `deg`, inside -360..360. */
export function nearestTurn(deg, nearDeg) {
  const nearest = deg + 360 * Math.round((nearDeg - deg) / 360);
  return nearest >= -360 && nearest <= 360 ? nearest : deg;
}
