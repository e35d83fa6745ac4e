// Spherical harmonics of order 2.

// Irradiance from the first nine radiance coefficients. in: coefficients, unit normal; out: radiance unit times sr.
// Source: Ramamoorthi, Hanrahan 2001, with A0 = pi, A1 = 2 pi / 3, A2 = pi / 4. Twin: render::sh::irradiance.
fn sh_irradiance(c: array<vec4f, 10>, n: vec3f) -> vec3f {
    let flat_part = c[0].rgb * 0.88622693;
    let linear_part = (c[1].rgb * n.y + c[2].rgb * n.z + c[3].rgb * n.x) * 1.02332671;
    let cross_part = (c[4].rgb * (n.x * n.y) + c[5].rgb * (n.y * n.z) + c[7].rgb * (n.x * n.z)) * 0.85808553;
    let square_part = c[6].rgb * (0.24770796 * (3.0 * n.z * n.z - 1.0)) + c[8].rgb * (0.42904276 * (n.x * n.x - n.y * n.y));
    return flat_part + linear_part + cross_part + square_part;
}

// Irradiance of the part of radiance of order 4 that is even round the vertical: what the nine leave out of a sky. in: the integral of
// radiance times P4(y), unit normal; out: radiance unit times sr.
// Source: Ramamoorthi, Hanrahan 2001, A4 = -pi / 24, times 9 / 4 pi. Twin: render::sh::fourth.
fn sh_fourth(integral: vec3f, n: vec3f) -> vec3f {
    let square = n.y * n.y;
    return integral * (-0.01171875 * ((35.0 * square - 30.0) * square + 3.0));
}
