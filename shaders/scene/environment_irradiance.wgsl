// Irradiance of the environment on a surface.
// @include bind/frame.wgsl
// @include lib/sh.wgsl

// in: unit normal in the world. out: lux, linear ACEScg.
fn environment_irradiance(normal: vec3f) -> vec3f {
    let in_sky = frame_in_sky(normal);
    return max(sh_irradiance(frame.irradiance, in_sky) + sh_fourth(frame.irradiance[9].rgb, in_sky), vec3f(0.0));
}
