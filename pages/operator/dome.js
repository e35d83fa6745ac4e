// The dome as a map: directions from the view origin, walls as they are seen from there, cards on them.
//
// In: values of `card/<id>/*`, the stage's export (CONTRACT.md 4). Out: angles in degrees, polygons, wishes for values.
// Not here: drawing and dragging (`cards.js`). Source: `show::catalog::card` tells the axes.
// Invariant: `anglesOf` undoes `directionOf`; x on the map is minus the azimuth, since left is positive on the stage.

const DEG = 180 / Math.PI;
/** Where the outer frustum is drawn from unless the stage says otherwise (DESIGN.md 2). */
export const VIEW_ORIGIN_M = [0, 1.5, 0];

/** Unit vector of a direction. */
export function directionOf(azimuthDeg, elevationDeg) {
  const [a, e] = [azimuthDeg / DEG, elevationDeg / DEG];
  return [-Math.sin(a) * Math.cos(e), Math.sin(e), -Math.cos(a) * Math.cos(e)];
}

/** Direction of a vector: azimuth -180..180, elevation -90..90. */
export function anglesOf([x, y, z]) {
  return { azimuth: Math.atan2(-x, -z) * DEG, elevation: Math.atan2(y, Math.hypot(x, z)) * DEG };
}

const minus = (a, b) => a.map((each, at) => each - b[at]);
const length = (v) => Math.hypot(...v);

/** An azimuth within 180 degrees of another one. */
function near(azimuth, other) {
  return azimuth - 360 * Math.round((azimuth - other) / 360);
}

/** Quads and triangles of the stage's walls as polygons of the map, `[[x, y], ..]` each. */
export function wallsOf(stage, origin = VIEW_ORIGIN_M) {
  const polygons = [];
  const add = (corners) => {
    const angles = corners.map((corner) => anglesOf(minus(corner, origin)));
    const first = angles[0].azimuth;
    polygons.push(angles.map(({ azimuth, elevation }) => [-near(azimuth, first), -elevation]));
  };
  const panels = stage?.panels ?? [];
  for (const panel of panels) add(panel.corners_m);
  const withPanels = new Set(panels.map((panel) => panel.wall));
  for (const mesh of stage?.meshes ?? []) {
    if (!withPanels.has(mesh.wall)) for (const triangle of mesh.triangles) add(triangle.map((index) => mesh.positions_m[index]));
  }
  return polygons;
}

/** Ids of the cards among these paths, in order. */
export function cardIds(paths) {
  const ids = [...paths].map((path) => /^card\/([^/]+)\/on$/.exec(path)?.[1]).filter(Boolean);
  return [...new Set(ids)];
}

/** Where a card is on the map and how large, degrees; `value(name)` gives a value of the card. */
export function placeOf(value, origin = VIEW_ORIGIN_M) {
  if (value("anchor") === "stage" && value("follow_sun") !== true) {
    const from = minus([value("x_m"), value("y_m"), value("z_m")], origin);
    const away = Math.max(length(from), 1e-6);
    const size = (metres) => 2 * Math.atan2(metres / 2, away) * DEG;
    return { ...anglesOf(from), width: size(value("width_m")), height: size(value("height_m")) };
  }
  return { azimuth: value("azimuth_deg"), elevation: value("elevation_deg"), width: value("width_deg"), height: value("height_deg") };
}

/** Values that put a card in a direction: `[name, value]`. One on the stage keeps its distance from the view origin. */
export function moveTo(value, { azimuth, elevation }, origin = VIEW_ORIGIN_M) {
  const e = Math.max(-90, Math.min(90, elevation));
  const a = near(azimuth, 0);
  if (value("anchor") === "stage" && value("follow_sun") !== true) {
    const away = length(minus([value("x_m"), value("y_m"), value("z_m")], origin));
    const to = directionOf(a, e).map((each, at) => each * away + origin[at]);
    return ["x_m", "y_m", "z_m"].map((name, at) => [name, to[at]]);
  }
  return [["azimuth_deg", a], ["elevation_deg", e]];
}

/** A path of SVG through a card's outline about its own middle: half sizes in map units, stretched as the map stretches. */
export function outlineOf(shape, { width, height, elevation }) {
  const stretch = 1 / Math.max(0.15, Math.cos(elevation / DEG));
  const [w, h] = [Math.min(180, (width / 2) * stretch), height / 2];
  if (shape === "disc") return `M ${-w} 0 A ${w} ${h} 0 1 0 ${w} 0 A ${w} ${h} 0 1 0 ${-w} 0 Z`;
  return `M ${-w} ${-h} L ${w} ${-h} L ${w} ${h} L ${-w} ${h} Z`;
}
