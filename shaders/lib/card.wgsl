// Light cards and flags as they look from the view origin.

const CARD_DISC: u32 = 1u;
const CARD_GRADIENT: u32 = 2u;

// Angles by which a direction lies inside a shape, across and up. in: shape (scene::card::Shape); right, up and axis of a
// direction of any length; half width and height, radians. out: radians, negative outside. Source: planes through the
// view origin; a cone. Twin: scene::card::inside.
fn card_inside(shape: u32, local: vec3f, half_rad: vec2f) -> vec2f {
    if shape == CARD_DISC {
        let reach_across = length(local.xy);
        var toward = vec2f(1.0, 0.0);
        if reach_across > 0.0 { toward = local.xy / reach_across; }
        return vec2f(1.0 / length(toward / half_rad) - atan2(reach_across, local.z), 10.0);
    }
    return half_rad - vec2f(atan2(abs(local.x), local.z), atan2(abs(local.y), local.z));
}

// An edge, 0 outside to 1 inside, C1, one half on the outline. in: radians inside; half its width, radians.
// Source: the cubic of Hermite. Twin: scene::card::edge.
fn card_edge(inside: f32, half_width: f32) -> f32 {
    let share = clamp(0.5 + 0.5 * inside / max(half_width, 1e-6), 0.0, 1.0);
    return share * share * (3.0 - 2.0 * share);
}

// How much of a shape falls on an LED. in: the LED, the next to its right, the next below, each as right, up, axis; half
// width and height, half the soft edge, radians. out: 0..1. Source: edges no narrower than the LED.
// Twin: scene::card::coverage.
fn card_coverage(shape: u32, places: array<vec3f, 3>, half_rad: vec2f, feather_rad: f32) -> f32 {
    let here = card_inside(shape, places[0], half_rad);
    let right = card_inside(shape, places[1], half_rad);
    let down = card_inside(shape, places[2], half_rad);
    let width = max((abs(right - here) + abs(down - here)) * 0.5, vec2f(feather_rad));
    var whole = card_edge(here.x, width.x) * card_edge(here.y, width.y);
    if shape == CARD_GRADIENT { whole *= card_edge(atan2(places[0].y, places[0].z), half_rad.y); }
    return whole;
}

// Share of light that a flag lets through. in: its stops; how much of it falls there, 0..1. out: 0..1.
// Source: a stop halves. Twin: scene::card::transmission.
fn card_transmission(stops: f32, coverage: f32) -> f32 {
    return exp2(-stops * coverage);
}
