// What a world's sky is; every lane is named in render::sky_structs too.

struct CloudRecord {
    // base, top (metres over world zero), cover 0..1, extinction 1/m.
    layer: vec4f,
    // heap (0 sheet, 0.5 rolls, 1 heaps), cell size metres, erosion 0..1, ice 0..1.
    shape: vec4f,
    // x, y: drift toward +X and +Z, metres, within a tile; z: anvil 0..1; w: deviations of the field that erosion takes from rims.
    drift: vec4f,
    // Weight of groups and of cells in the field; rows 0..1; level of the field above which there is cloud.
    pattern: vec4f,
}

// What a dome was drawn for.
struct DomeRecord {
    // xyz: toward the light that casts shadows, w: nits of a stored 1.0.
    light: vec4f,
    // x, y: middle of the shadow map, world metres; z: share of the light that clouds let through on average; w: 1 with clouds.
    place: vec4f,
    // x: side of the dome in texels; y: height at which it is shifted with the wind, metres over world zero; z: layers of
    // clouds.
    extra: vec4f,
}

struct FlashRecord {
    // xyz: where its channel begins, world metres; w: how bright now, 0..1.
    at: vec4f,
    // x: candela at its peak; y: 1 when its channel is seen; z: seed; w: 0.
    light: vec4f,
}

struct SkyUniforms {
    // xyz: toward the sun as seen, world axes before the sky's turn; w: angular radius, radians.
    to_sun: vec4f,
    // rgb: direct normal illuminance at the observer, lux; w: 1 when the sky is live, 0 when the scene's is fixed.
    sun_lux: vec4f,
    // xyz: toward the moon; w: angular radius.
    to_moon: vec4f,
    // rgb: direct normal illuminance, lux; w: illuminated share of its disc.
    moon_lux: vec4f,
    // xyz: from the moon to the sun; w: moonlight above the air over the sun's.
    moon_to_sun: vec4f,
    // Disc of the sun: x shown in inner, y shown in outer, z softened in inner, w softened in outer.
    disc: vec4f,
    // rgb: nits (linear Rec.709) of radiance 1 under a sun of illuminance 1 above the air; w: illuminance gain of the sun's distance.
    sky_scale: vec4f,
    // xyz: toward the sun as it lights the air: not below 9 degrees under the horizon, from where on only w falls; w: gain of
    // its light in the air.
    air_sun: vec4f,
    // The same of the moon; w: 0 when its light is lost in the sun's.
    air_moon: vec4f,
    // x: what the sky view is stored times, a power of two; y: 1/x; z: the observer over the ground, km; w: 1 over
    // the layers of the map of the air, a power of two.
    stored: vec4f,
    // rgb: Rayleigh scattering 1/km at world zero; w: altitude of world zero over the sea, km.
    rayleigh: vec4f,
    // rgb: Mie scattering 1/km at world zero; w: its height, km.
    mie_scattering: vec4f,
    // rgb: Mie absorption 1/km at world zero; w: its asymmetry.
    mie_absorption: vec4f,
    // rgb: ozone absorption 1/km at 25 km; w: twilight gain.
    ozone: vec4f,
    // rgb: albedo of the ground, linear ACEScg; w: luminance of the night sky, nits.
    ground: vec4f,
    // Fog: x extinction 1/m at its floor; y height of 1/e, metres; z floor, world metres; w asymmetry.
    fog: vec4f,
    // rgb: its albedo, linear ACEScg; w: extinction of rain and snow, 1/m.
    fog_color: vec4f,
    // Mist: x extinction 1/m at the fog's floor; y height of 1/e, metres; z layer of the sky's fog in the air; w what the air's
    // light is stored times.
    mist: vec4f,
    // xyz: the observer in the world, metres; w: height of world zero over the sea, metres.
    observer: vec4f,
    // x: layer of the clear sky; y: first layer of the air, -1 when only the sky has one; z: cloud tier; w: 1 while a flash
    // shines.
    layers: vec4f,
    // x: layer of clouds that fade out; y: that fade in; z: share of the latter; w: greatest mip of the cube.
    dome: vec4f,
    // Drift of the clouds since each was drawn, metres: x, y of the one that fades out, z, w of the one that fades in.
    drift: vec4f,
    // x: cosine, y: sine of the sky's turn about +Y; z: growth of the clouds, seconds within a day; w: seed.
    turn: vec4f,
    // xyz: wind toward +X, up, +Z, m/s; w: gustiness 0..1.
    wind: vec4f,
    // x: rain mm/h; y: snow mm/h of water; z: seconds of all that falls within 256; w: 1 where fog, mist or what falls dims anything.
    rain: vec4f,
    // x, y: how far the air at 10 m has gone toward +X and +Z, metres within 96; z: which light of two epochs; w: 1 where
    // anything is wet or under snow.
    carried: vec4f,
    // x: wetness; y: puddles; z: snow cover; w: nits of a stored 1.0 of a dome's panorama and cube (a power of two), where
    // that light is gathered.
    surface: vec4f,
    // Columns of the matrix to J2000 equatorial axes from world axes; w of the first: gain of the stars.
    equatorial_from_world: array<vec4f, 3>,
    // Columns of linear ACEScg from linear Rec.709.
    acescg_from_rec709: array<vec4f, 3>,
    // Lowest first; how many there are stands in the dome.
    clouds: array<CloudRecord, 4>,
    // The domes that fade out and in; for a pass that draws one, both are that one.
    domes: array<DomeRecord, 2>,
    // Those that shine come first.
    flashes: array<FlashRecord, 4>,
}
