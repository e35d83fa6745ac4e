// Light that drops and flakes send to the eye.
// @include bind/frame.wgsl
// @include bind/sky.wgsl
// @include scene/environment_irradiance.wgsl
// @include scene/cloud_sky.wgsl
// @include scene/lightning.wgsl

// Share of the key light that a body scatters into a steradian at the cosine of the angle it is turned by.
fn falling_phase(cosine: f32, asymmetry: f32) -> f32 {
    let square = asymmetry * asymmetry;
    return (1.0 - square) / (12.566371 * pow(1.0 + square - 2.0 * asymmetry * cosine, 1.5));
}

// in: unit vector from the eye; world position; 1 for snow. out: nits, linear ACEScg.
// A drop shows the hemisphere behind it, squeezed together (Garg, Nayar 2007: 94 % of its light comes from there). Without what is
// bent round its edge its asymmetry in sunlight is 0.77 (van de Hulst 1957). A flake sends light to all sides, more of it on.
fn falling_nits(toward: vec3f, in_world: vec3f, is_snow: f32) -> vec3f {
    let behind = environment_irradiance(toward) / 3.14159265;
    let before = environment_irradiance(-toward) / 3.14159265;
    let cosine = dot(toward, frame.to_sun.xyz);
    let through = mix(falling_phase(cosine, 0.77), 0.5 * falling_phase(cosine, 0.6) + 0.0398, is_snow);
    let around = mix(behind * 0.94 + before * 0.06, (behind + before) * 0.45, is_snow);
    let flashed = lightning_lux(in_world, vec3f(0.0, 1.0, 0.0)) * 0.1;
    return around + frame.sun_lux.rgb * (through * frame.light.z * cloud_sunlit(in_world)) + flashed;
}
