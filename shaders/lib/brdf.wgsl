// The metallic-roughness BRDF.

const BRDF_PI: f32 = 3.14159265358979;
// Below this a highlight is narrower than f32 can hold; half of it doubles the peak of a mirror's highlight.
const BRDF_MIN_ALPHA: f32 = 0.001;

// GGX distribution. in: unit normal and half vector, alpha; out: 1/sr. Source: glTF 2.0 B.3.2. Twin: render::brdf::distribution.
fn brdf_distribution(n: vec3f, h: vec3f, alpha: f32) -> f32 {
    let squared = alpha * alpha;
    let n_dot_h = dot(n, h);
    if n_dot_h <= 0.0 { return 0.0; }
    // 1 - (n.h)^2 by Lagrange's identity: subtracted in f32 it would drown a smooth highlight in rounding.
    let across = cross(n, h);
    let denominator = dot(across, across) + squared * n_dot_h * n_dot_h;
    return squared / (BRDF_PI * denominator * denominator);
}

// Smith visibility, separable as the specification has it. in: n.l, n.v in (0, 1], alpha; out: V. Source: glTF 2.0 B.3.2. Twin: render::brdf::visibility.
fn brdf_visibility(n_dot_l: f32, n_dot_v: f32, alpha: f32) -> f32 {
    let squared = alpha * alpha;
    let from_light = n_dot_l + sqrt(squared + (1.0 - squared) * n_dot_l * n_dot_l);
    let from_view = n_dot_v + sqrt(squared + (1.0 - squared) * n_dot_v * n_dot_v);
    return 1.0 / (from_light * from_view);
}

// BRDF times n.l. in: linear base color, metallic, perceptual roughness, unit vectors; out: 1/sr. Black when the light is behind.
// Source: glTF 2.0 Appendix B.3.5 (metallic-roughness material). Twin: render::brdf::evaluate.
fn brdf_evaluate(base_color: vec3f, metallic: f32, roughness: f32, n: vec3f, v: vec3f, l: vec3f) -> vec3f {
    let n_dot_l = dot(n, l);
    if n_dot_l <= 0.0 { return vec3f(0.0); }
    let n_dot_v = max(dot(n, v), 1e-4);
    let between = v + l;
    let h = between * inverseSqrt(max(dot(between, between), 1e-12));
    let alpha = max(roughness * roughness, BRDF_MIN_ALPHA);
    let fresnel = pow(1.0 - clamp(abs(dot(v, h)), 0.0, 1.0), 5.0);
    let f0 = mix(vec3f(0.04), base_color, metallic);
    let f = f0 + (1.0 - f0) * fresnel;
    let specular = f * (brdf_visibility(n_dot_l, n_dot_v, alpha) * brdf_distribution(n, h, alpha));
    let diffuse = (1.0 - f) * mix(base_color, vec3f(0.0), metallic) / BRDF_PI;
    return (diffuse + specular) * n_dot_l;
}
