// Which part of a surface one wall pixel covers, judged from the stage and not from the view that draws it.

// Half axes of the footprint on the surface, metres. in: surface point less the stage's eye, metres; unit normal; angle of a
// pixel, radians. out: two vectors in the surface's plane, across and along the line of sight.
// Source: a cone of that angle cut by a plane; the long axis is bounded at ten times the short one.
// Twin: render::footprint::axes.
fn footprint_axes(from_eye: vec3f, normal: vec3f, pixel_rad: f32) -> array<vec3f, 2> {
    let distance = max(length(from_eye), 1e-4);
    let sight = from_eye / distance;
    let facing = dot(sight, normal);
    let flat_sight = sight - normal * facing;
    let slope = length(flat_sight);
    var along = vec3f(normal.y, normal.z, normal.x);
    along -= normal * dot(along, normal);
    along *= inverseSqrt(max(dot(along, along), 1e-12));
    if slope > 1e-4 { along = flat_sight / slope; }
    let width = distance * pixel_rad;
    return array<vec3f, 2>(cross(normal, along) * width, along * (width / max(abs(facing), 0.1)));
}

// Taps along the longer axis and the mip for each. in: the two axes' lengths in texels of mip 0. out: 1..4 taps, level >= 0.
// Source: Feline (McCormack et al. 1999): probes along the major axis at the minor axis' level. Twin: render::footprint::taps.
fn footprint_taps(first_texels: f32, second_texels: f32) -> vec2f {
    let major = max(first_texels, second_texels);
    let minor = max(min(first_texels, second_texels), max(major / 4.0, 1e-6));
    let count = clamp(ceil(major / max(minor, 1.0) - 0.05), 1.0, 4.0);
    return vec2f(count, max(log2(minor), 0.0));
}

// Coefficients of two surface steps that make up `target`, by least squares. in: metres. out: unitless, bounded.
// Source: normal equations of a 3x2 system. Twin: render::footprint::steps.
fn footprint_steps(goal: vec3f, step_x: vec3f, step_y: vec3f) -> vec2f {
    let xx = dot(step_x, step_x);
    let xy = dot(step_x, step_y);
    let yy = dot(step_y, step_y);
    let determinant = max(xx * yy - xy * xy, 1e-12 * (xx + yy) * (xx + yy) + 1e-30);
    let gx = dot(step_x, goal);
    let gy = dot(step_y, goal);
    return clamp(vec2f(gx * yy - gy * xy, gy * xx - gx * xy) / determinant, vec2f(-64.0), vec2f(64.0));
}
