// The air at a height, and the light of sun and moon there, out of the tables. For passes with bind/sky_luts.wgsl.
// Light is in units of the illuminance above the air: nits = sky.sky_scale.rgb * (sky.air_sun.w * of the sun + sky.air_moon.w * of the moon).
// @include lib/atmosphere.wgsl

struct Medium {
    // Scattering by molecules and by aerosol; scattering that turns light to all sides, by both; 1/km.
    rayleigh: vec3f,
    mie: vec3f,
    even: vec3f,
    // What a straight way loses, and what light loses that is even already.
    extinction: vec3f,
    even_extinction: vec3f,
}

// Mean cosine of aerosol's phase function (Cornette and Shanks 1992).
fn medium_mean_cosine() -> f32 {
    let squared = sky.mie_absorption.w * sky.mie_absorption.w;
    return 0.6 * sky.mie_absorption.w * (4.0 + squared) / (2.0 + squared);
}

// What aerosol sends ahead, the square of its mean cosine (Joseph, Wiscombe and Weinman 1976), goes on as if it had met none, while light
// scattered once keeps the whole phase function (Nakajima and Tanaka 1988): without it a hazy sky is dark and brown. Of light that is even
// already all that goes on on the whole does so (similarity, van de Hulst 1980). in: height over the ground, km.
fn medium_at(height: f32) -> Medium {
    let density = atmosphere_density(height, sky.mie_scattering.w, sky.rayleigh.w);
    let rayleigh = sky.rayleigh.rgb * density.x;
    let mie = sky.mie_scattering.rgb * density.y;
    let absorbed = sky.mie_absorption.rgb * density.y + sky.ozone.rgb * density.z;
    let ahead = medium_mean_cosine();
    let even = rayleigh + mie * (1.0 - ahead);
    return Medium(rayleigh, mie, even, rayleigh + mie * (1.0 - ahead * ahead) + absorbed, even + absorbed);
}

// Share of a light above the air that comes to a height, straight or sent ahead. in: height, km; cosine of the light.
fn medium_direct(height: f32, cosine: f32) -> vec3f {
    let uv = atmosphere_transmittance_uv(height, cosine);
    return textureSampleLevel(transmittance_lut, lut_sampler, uv, 0.0).rgb * atmosphere_share_of_sun(height, cosine);
}

// Radiance that is even in all directions of all light scattered twice and more, 1/sr. in: height, km; cosine of the light.
fn medium_scattered(height: f32, cosine: f32) -> vec3f {
    let root = textureSampleLevel(multi_scatter_lut, lut_sampler, atmosphere_multi_scatter_uv(height, cosine), 0.0).rgb;
    // Stored as a root: half floats have no digits for twilight.
    return root * root;
}

// Light scattered toward the eye at a height, 1/(km sr). in: height, km; cosine of the light; cosine between the ways.
fn medium_source(air: Medium, height: f32, cosine: f32, toward: f32) -> vec3f {
    let phased = air.rayleigh * atmosphere_rayleigh_phase(toward) + air.mie * atmosphere_mie_phase(toward, sky.mie_absorption.w);
    return phased * medium_direct(height, cosine) + air.even * medium_scattered(height, cosine);
}
