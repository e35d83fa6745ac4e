// Every function of lib/celestial.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/celestial.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let sine = probe_take();
    let radii = probe_take();
    let cosines = probe_take_vec2();
    let normal = probe_take_vec3();
    probe_put(celestial_degrees(sine));
    probe_put(celestial_air_mass(sine));
    probe_put(celestial_stretch(sine));
    probe_put(celestial_limb(radii));
    probe_put(celestial_share_above(sine * 2.0));
    probe_put(celestial_lommel_seeliger(cosines.x, cosines.y));
    probe_put(celestial_lit_disc(cosines.x));
    probe_put(celestial_moon_albedo(normal));
}
