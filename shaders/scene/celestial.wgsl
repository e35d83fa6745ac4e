// Sun, moon and stars themselves, as they are seen before clouds and fog.
// @include bind/frame.wgsl
// @include bind/sky.wgsl
// @include lib/celestial.wgsl

// Vertical optical depth of the air over the observer.
fn celestial_depth() -> vec3f {
    let mie = (sky.mie_scattering.rgb + sky.mie_absorption.rgb) * sky.mie_scattering.w;
    return max(sky.rayleigh.rgb * 8.0 + mie + sky.ozone.rgb * 15.0, vec3f(0.0));
}


// Axes across a line of sight, level and up; the third is the sight. At the zenith any level axis will do.
fn celestial_axes(to: vec3f) -> mat3x3f {
    let level = normalize(select(cross(to, vec3f(0.0, 1.0, 0.0)), vec3f(1.0, 0.0, 0.0), abs(to.y) > 0.99999));
    return mat3x3f(level, cross(level, to), to);
}

// Place on a disc in its radii, x level, y up, flattened by the air; z: 1 on the right side of the sky.
fn celestial_place(direction: vec3f, to: vec4f, axes: mat3x3f) -> vec3f {
    let across = vec2f(dot(direction, axes[0]), dot(direction, axes[1]) * celestial_stretch(to.y));
    return vec3f(across / to.w, step(0.0, dot(direction, to.xyz)));
}

// The earth stands before what is under the horizon.
fn celestial_above(direction: vec3f) -> f32 {
    return smoothstep(-2e-4, 2e-4, direction.y);
}

// Share of an edge that a direction sees: as wide as a pixel of the wall, the same in all views.
fn celestial_inside(radii: f32, radius: f32) -> f32 {
    let soft = max(0.5 * frame.stage_origin.w, 1e-5) / radius;
    return 1.0 - smoothstep(1.0 - soft, 1.0 + soft, radii);
}

// in: unit vector in sky axes; 1 in an inner frustum or CG reference, 0 in the outer. out: nits, linear ACEScg.
fn celestial_nits(direction: vec3f, is_inner: f32) -> vec3f {
    let moon = celestial_moon(direction);
    return (celestial_sun(direction, is_inner) * (1.0 - moon.a) + moon.rgb) * celestial_above(direction);
}

// The sun's disc, or the glow that stands for it. The flattened disc sends what the round one would.
fn celestial_sun(direction: vec3f, is_inner: f32) -> vec3f {
    let shown = select(sky.disc.y, sky.disc.x, is_inner > 0.5);
    let soft = select(sky.disc.w, sky.disc.z, is_inner > 0.5);
    if shown + soft < 0.5 || dot(direction, sky.to_sun.xyz) < 0.9 { return vec3f(0.0); }
    let radius = sky.to_sun.w;
    let axes = celestial_axes(sky.to_sun.xyz);
    let place = celestial_place(direction, sky.to_sun, axes);
    let radii = length(place.xy);
    let above = celestial_share_above(sky.to_sun.y / radius * celestial_stretch(sky.to_sun.y));
    let nits = sky.sun_lux.rgb * celestial_stretch(sky.to_sun.y) / (CELESTIAL_PI * radius * radius * max(above, 0.02));
    // Light of the lower limb has come through more air.
    let lower = exp(celestial_depth() * (celestial_air_mass(sky.to_sun.y) - celestial_air_mass(direction.y)));
    let disc = nits * lower * celestial_limb(radii) * celestial_inside(radii, radius);
    let angle = radii * radius / CELESTIAL_GLOW;
    let glow = sky.sun_lux.rgb * CELESTIAL_GLOW_SHARE * exp(-0.5 * angle * angle)
        / (2.0 * CELESTIAL_PI * CELESTIAL_GLOW * CELESTIAL_GLOW);
    return (disc * shown + glow * soft) * place.z;
}

// The moon. out: rgb nits; a: share of what is behind that its disc hides.
fn celestial_moon(direction: vec3f) -> vec4f {
    if dot(direction, sky.to_moon.xyz) < 0.999 { return vec4f(0.0); }
    let radius = sky.to_moon.w;
    let place = celestial_place(direction, sky.to_moon, celestial_axes(sky.to_moon.xyz));
    let radii = length(place.xy);
    let inside = celestial_inside(radii, radius);
    if inside <= 0.0 { return vec4f(0.0); }
    // Toward us is +z on the ball.
    // What the edge of a coarse wall's pixel sees is the limb.
    let flat = place.xy / max(radii / 0.97, 1.0);
    let normal = vec3f(flat, sqrt(max(1.0 - dot(flat, flat), 0.0)));
    let axes = celestial_axes(sky.to_moon.xyz);
    let to_sun = normalize(vec3f(dot(sky.moon_to_sun.xyz, axes[0]), dot(sky.moon_to_sun.xyz, axes[1]),
        -dot(sky.moon_to_sun.xyz, axes[2])));
    let lit = celestial_lommel_seeliger(dot(normal, to_sun), normal.z);
    // Of the full disc half of which is L-S's mean: what the illuminance is spread over.
    let full = 0.5 * CELESTIAL_PI * radius * radius * celestial_lit_disc(to_sun.z);
    let sunlit = sky.moon_lux.rgb / full * lit;
    let through = exp(-celestial_depth() * celestial_air_mass(sky.to_moon.y));
    let earthshine = CELESTIAL_EARTHSHINE * (1.0 - sky.moon_lux.w) * through;
    let north = celestial_moon_north(axes);
    let albedo = celestial_moon_albedo(vec3f(dot(normal.xy, vec2f(north.y, -north.x)), dot(normal.xy, north), normal.z));
    return vec4f((sunlit + earthshine) * albedo, 1.0) * inside * place.z;
}

// Which way the moon's north lies on its disc: that of the ecliptic, of which its axis leans 1.5 degrees.
fn celestial_moon_north(axes: mat3x3f) -> vec2f {
    let ecliptic = vec3f(0.0, -0.397777, 0.917482);
    let to_world = vec3f(dot(sky.equatorial_from_world[0].xyz, ecliptic), dot(sky.equatorial_from_world[1].xyz, ecliptic),
        dot(sky.equatorial_from_world[2].xyz, ecliptic));
    return normalize(vec2f(dot(to_world, axes[0]), dot(to_world, axes[1])) + vec2f(1e-6, 0.0));
}
