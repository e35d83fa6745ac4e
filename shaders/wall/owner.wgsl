// Which camera's inner frustum owns an LED: the topmost whose raster covers it. Twin: verify::ownership.
// @include wall/inner_window.wgsl
// @include bind/flat.wgsl

struct Ownership {
    // This camera's and no higher one's.
    is_own: bool,
    // Another camera that is on covers it too.
    is_shared: bool,
}

fn owner_covers(camera: u32, in_stage: vec3f) -> bool {
    let window = windows[camera];
    let texel = inner_texel(window, in_stage);
    return texel.z <= -0.01 && all(texel.xy > vec2f(0.0)) && all(texel.xy < window.raster.xy);
}

fn owner_of(camera: u32, in_stage: vec3f) -> Ownership {
    var found = Ownership(owner_covers(camera, in_stage), false);
    let rank = windows[camera].layer.x;
    for (var other = 0u; other < arrayLength(&windows); other++) {
        let its_rank = windows[other].layer.x;
        if other == camera || its_rank == 0.0 || !owner_covers(other, in_stage) { continue; }
        found.is_shared = true;
        if its_rank > rank { found.is_own = false; }
    }
    return found;
}
