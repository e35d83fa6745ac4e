// The grade: exposure, white balance, contrast, ASC CDL, saturation, on linear ACEScg with 1.0 = 100 nits.

// Mirror: render::structs::GradeRecord.
struct GradeRecord {
    // Columns of exposure and white balance; w of the first: 1 when the step does anything, of the second: 1 when contrast
    // or CDL do, of the third: scene ACEScg for 1.0 of the light.
    matrix: array<vec4f, 3>,
    // CDL slope; w: contrast.
    slope: vec4f,
    // CDL offset; w: CDL saturation.
    offset: vec4f,
    // CDL power; w: saturation.
    power: vec4f,
}

// ACEScct of 18 % grey.
const GRADE_GREY_CODE: f32 = 0.41358840249244;
const GRADE_LIMIT: f32 = 60000.0;
// Row of luminance Y of ACEScg, and ASC CDL 1.2's luma.
const GRADE_LUMINANCE: vec3f = vec3f(0.2722287168, 0.6740817658, 0.0536895174);
const GRADE_CDL_LUMA: vec3f = vec3f(0.2126, 0.7152, 0.0722);

// ACEScct code values. in: linear ACEScg; out: [-big, 1.47]. Source: ACES S-2016-001 4.4.
// Twin: color::grade::acescct_from_linear.
fn grade_acescct_from_linear(linear: vec3f) -> vec3f {
    let toe = 10.5402377416545 * linear + 0.0729055341958355;
    let curve = (log2(max(linear, vec3f(0.0078125))) + 9.72) / 17.52;
    return select(curve, toe, linear <= vec3f(0.0078125));
}

// The inverse. in: code values; out: linear, at most 65504. Source: ACES S-2016-001 4.4.
// Twin: color::grade::linear_from_acescct.
fn grade_linear_from_acescct(code: vec3f) -> vec3f {
    let toe = (code - 0.0729055341958355) / 10.5402377416545;
    let curve = min(exp2(min(code, vec3f(2.0)) * 17.52 - 9.72), vec3f(65504.0));
    return select(curve, toe, code <= vec3f(0.155251141552511));
}

// ASC CDL 1.2 without clamps; the power leaves what is not above 0 alone. in, out: code values.
// Twin: color::grade::cdl.
fn grade_cdl(code: vec3f, slope: vec3f, offset: vec3f, power: vec3f, saturation: f32) -> vec3f {
    let moved = code * slope + offset;
    let raised = select(pow(max(moved, vec3f(1e-20)), power), moved, moved <= vec3f(0.0));
    return mix(vec3f(dot(raised, GRADE_CDL_LUMA)), raised, saturation);
}

// One step of grade. in: linear ACEScg, 1.0 = 100 nits; out: the same, within +-60000.
// Source: CONTRACT.md 3 (white, unit). Twin: color::grade::GradeStep::apply.
fn grade_apply(step: GradeRecord, light: vec3f) -> vec3f {
    if step.matrix[0].w < 0.5 { return light; }
    var graded = mat3x3f(step.matrix[0].xyz, step.matrix[1].xyz, step.matrix[2].xyz) * light;
    if step.matrix[1].w > 0.5 {
        let code = grade_acescct_from_linear(graded * step.matrix[2].w);
        let contrasted = (code - GRADE_GREY_CODE) * step.slope.w + GRADE_GREY_CODE;
        let looked = grade_cdl(contrasted, step.slope.xyz, step.offset.xyz, step.power.xyz, step.offset.w);
        graded = grade_linear_from_acescct(looked) / step.matrix[2].w;
    }
    if step.power.w != 1.0 { graded = mix(vec3f(dot(graded, GRADE_LUMINANCE)), graded, step.power.w); }
    return clamp(graded, vec3f(-GRADE_LIMIT), vec3f(GRADE_LIMIT));
}
