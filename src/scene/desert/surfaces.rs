//! The pictures of the desert's surfaces: sand, asphalt, lines, rock, scrub, a sign.
//!
//! In: noise. Out: images with mips: color in sRGB, normals, roughness (green). Not here: where they lie.
//! Invariant: pictures that repeat tile without a seam.

use super::look;
use super::noise::{Dice, cracks, hash, mix, mix3, octaves, step, tile};
use super::pictures::Picture;
use crate::color::transfer::srgb_from_linear;
use crate::scene::TextureImage;
use crate::scene::mips::{self, Content};

type Painted = Vec<(Picture, TextureImage)>;

/// Side of the ground pictures: 512 over 2.6 m is 5 mm a pixel, two LEDs of the demo's wall.
const SAND_SIZE: usize = 512;
const ASPHALT_SIZE: usize = 1024;

/// Sand with ripples, grains and small stones; color has a mean of linear 0.5 (vertex colors set the albedo).
pub(super) fn sand() -> Painted {
    let size = SAND_SIZE;
    let broad = tile(size, 4, 5, 0.55, 1);
    let fine = tile(size, 64, 3, 0.7, 2);
    let mut height: Vec<f32> = (0..size * size)
        .map(|at| {
            let (x, y) = ((at % size) as f32 / size as f32, (at / size) as f32 / size as f32);
            // Wind ripples: 11 a tile, bent by the broad noise, strongest where it is high.
            let phase = (y * 11.0 + x * 3.0 + (broad[at] - 0.5) * 3.4) * std::f32::consts::TAU;
            let ripple = phase.sin() * 0.5 + 0.25 * (2.0 * phase + 0.8).sin();
            broad[at] * 5.0 + ripple * 0.32 * step(0.42, 0.62, broad[at]) + fine[at] * 1.3
        })
        .collect();
    let mut tint = vec![0.0_f32; size * size];
    strew(&mut height, &mut tint, size);
    let color = (0..size * size).map(|at| {
        let grain = hash((at % size) as i32, (at / size) as i32, 5) - 0.5;
        let tone = 0.44 + 0.16 * (broad[at] - 0.5) + 0.10 * (fine[at] - 0.5) + 0.10 * grain + tint[at];
        let warm = 0.06 * (fine[at] - 0.5) + 0.05 * grain;
        [tone * (1.0 + warm) + 0.04, tone + 0.04, tone * (1.0 - warm) + 0.04]
    });
    let color = image("sand", size, &color_bytes(color), Content::Color);
    let roughness =
        plain_bytes((0..size * size).map(|at| 0.90 + 0.1 * (fine[at] - 0.5) - 0.15 * tint[at].abs()));
    vec![
        (Picture::Sand, color),
        (
            Picture::SandNormal,
            image("sand normal", size, &normal_bytes(&height, size, 0.85), Content::Normal),
        ),
        (Picture::SandRoughness, image("sand roughness", size, &roughness, Content::Plain)),
    ]
}

/// Small stones: domes in the height, lighter or darker in the tint.
fn strew(height: &mut [f32], tint: &mut [f32], size: usize) {
    let mut dice = Dice::new(6);
    for _ in 0..620 {
        let (x, y) = (dice.roll() * size as f32, dice.roll() * size as f32);
        let radius = 1.3 + 5.5 * dice.roll().powi(4);
        let (shade, squash) = (dice.between(-0.20, 0.16), dice.between(0.7, 1.4));
        let reach = (radius * 1.5) as i32 + 1;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (px, py) =
                    ((x as i32 + dx) as f32 + 0.5 - x, ((y as i32 + dy) as f32 + 0.5 - y) * squash);
                let inside = 1.0 - (px * px + py * py) / (radius * radius);
                if inside > 0.0 {
                    let column = (x as i32 + dx).rem_euclid(size as i32) as usize;
                    let row = (y as i32 + dy).rem_euclid(size as i32) as usize;
                    height[row * size + column] += inside.sqrt() * radius * 0.55;
                    tint[row * size + column] = shade * step(0.0, 0.3, inside);
                }
            }
        }
    }
}

/// Old asphalt: stones in tar, blotches, a net of cracks where it is weak.
pub(super) fn asphalt() -> Painted {
    let size = ASPHALT_SIZE;
    let broad = tile(size, 3, 5, 0.55, 11);
    let stones = tile(size, 256, 2, 0.8, 12);
    let half = size / 2;
    let bend = tile(half, 8, 5, 0.6, 13);
    let net = cracks(half, 5, &bend, 14);
    let fine_net = cracks(half, 17, &bend, 15);
    let crack = |at: usize| {
        let source = (at / size / 2) * half + at % size / 2;
        let weak = step(0.52, 0.64, broad[at]);
        let wide = (1.0 - step(0.006, 0.024, net[source])) * step(0.40, 0.56, broad[at]);
        let narrow = (1.0 - step(0.03, 0.09, fine_net[source])) * weak * 0.45;
        wide.max(narrow)
    };
    let cracked: Vec<f32> = (0..size * size).map(crack).collect();
    let height: Vec<f32> =
        (0..size * size).map(|at| stones[at] * 1.5 + broad[at] * 2.0 - cracked[at] * 1.9).collect();
    let color = (0..size * size).map(|at| {
        let speck = hash((at % size) as i32 / 2, (at / size) as i32 / 2, 16);
        let stone = step(0.80, 0.95, speck) * 0.55 - step(0.75, 0.95, 1.0 - speck) * 0.25;
        let tone = 0.82 + 0.42 * (broad[at] - 0.5) + 0.45 * (stones[at] - 0.5) + stone;
        look::ASPHALT.map(|channel| (channel * tone * (1.0 - 0.62 * cracked[at])).max(0.012))
    });
    let color = image("asphalt", size, &color_bytes(color), Content::Color);
    let roughness =
        plain_bytes((0..size * size).map(|at| 0.74 + 0.25 * (stones[at] - 0.5) + 0.2 * cracked[at]));
    vec![
        (Picture::Asphalt, color),
        (
            Picture::AsphaltNormal,
            image("asphalt normal", size, &normal_bytes(&height, size, 0.8), Content::Normal),
        ),
        (Picture::AsphaltRoughness, image("asphalt roughness", size, &roughness, Content::Plain)),
    ]
}

/// Layers of sandstone with fallen streaks; u tiles round the mesa, v up it.
pub(super) fn strata() -> Painted {
    let size = 512;
    let warp = tile(size, 4, 5, 0.55, 21);
    let grain = tile(size, 32, 4, 0.65, 22);
    let streak = tile(size, 128, 1, 0.5, 23);
    let band = |row: f32| {
        let wrapped = row.rem_euclid(1.0);
        let broad = tile_line(wrapped, 9, 24);
        let narrow = tile_line(wrapped, 41, 25);
        (broad * 0.65 + narrow * 0.35, narrow)
    };
    let mut height = vec![0.0; size * size];
    let mut colors = Vec::with_capacity(size * size);
    for at in 0..size * size {
        let (x, y) = (at % size, at / size);
        let row = y as f32 / size as f32 + (warp[at] - 0.5) * 0.035;
        let (layer, edge) = band(row);
        // One lattice row of the streaks, drawn down the whole cliff.
        let stain = streak[(y / 64) * 64 * size + x] * 0.5 + streak[x] * 0.5;
        let mut color = mix3(look::STONE[2], look::STONE[0], step(0.22, 0.52, layer));
        color = mix3(color, look::STONE[1], step(0.60, 0.80, layer));
        let tone = 0.80 + 0.40 * (grain[at] - 0.5) + 0.34 * (stain - 0.5) + 0.18 * edge;
        colors.push(color.map(|channel| channel * tone));
        height[at] = layer * 7.0 + grain[at] * 7.0 + stain * 3.5;
    }
    vec![
        (Picture::Strata, image("strata", size, &color_bytes(colors.into_iter()), Content::Color)),
        (
            Picture::StrataNormal,
            image("strata normal", size, &normal_bytes(&height, size, 1.1), Content::Normal),
        ),
    ]
}

/// Noise along a line that repeats after 1.
fn tile_line(at: f32, cells: i32, seed: u32) -> f32 {
    let place = at * cells as f32;
    let cell = place.floor() as i32;
    let share = step(0.0, 1.0, place - cell as f32);
    mix(hash(cell.rem_euclid(cells), 0, seed), hash((cell + 1).rem_euclid(cells), 0, seed), share)
}

/// The small ones: veil, lines, wood, scrub, sign.
pub(super) fn small() -> Painted {
    vec![
        (Picture::Veil, veil()),
        (Picture::YellowLine, line("yellow line", look::YELLOW, 0.25, 31)),
        (Picture::WhiteLine, line("white line", look::WHITE, 1.0, 32)),
        (Picture::Wood, wood()),
        (Picture::Scrub, scrub()),
        (Picture::Sign, sign()),
    ]
}

/// A ramp whose linear value is u.
fn veil() -> TextureImage {
    let bytes = color_bytes((0..256 * 4).map(|at| [(at % 256) as f32 / 255.0; 3]));
    mips::texture("veil", 256, 4, bytes, Content::Color)
}

/// Worn paint on asphalt; v runs along the road and `painted` of it carries paint.
fn line(name: &str, paint: [f32; 3], painted: f32, seed: u32) -> TextureImage {
    let (width, height) = (64, 1024);
    let bytes = color_bytes((0..width * height).map(|at| {
        let (u, v) = ((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
        let speck = hash(at % width, at / width, seed);
        let wear =
            0.6 * octaves(u * 3.0, v * 90.0, 4, seed) + 0.4 * octaves(u * 14.0, v * 420.0, 2, seed + 1);
        let side = step(0.0, 0.10, u.min(1.0 - u) + (wear - 0.5) * 0.16);
        let ends = if painted < 1.0 { step(0.0, 0.006, v) * step(painted, painted - 0.006, v) } else { 1.0 };
        let cover = side * ends * step(0.63, 0.50, wear + (speck - 0.5) * 0.12);
        let ground = look::ASPHALT.map(|channel| channel * (0.60 + 0.45 * speck));
        mix3(ground, paint.map(|channel| channel * (0.78 + 0.3 * wear)), cover * 0.9)
    }));
    mips::texture(name, width as u32, height as u32, bytes, Content::Color)
}

fn wood() -> TextureImage {
    let (width, height) = (128, 256);
    let bytes = color_bytes((0..width * height).map(|at| {
        let (u, v) = ((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
        let cell = at % width;
        let fibre = 0.5 * hash(cell / 3, 0, 41) + 0.5 * octaves(u * 40.0, v * 3.0, 3, 42);
        look::WOOD.map(|channel| channel * (0.55 + 0.9 * fibre))
    }));
    mips::texture("wood", width as u32, height as u32, bytes, Content::Color)
}

/// A dry bush: stems that fan out from the foot and twigs on them, on transparent ground.
fn scrub() -> TextureImage {
    let size = 256_usize;
    let mut alpha = vec![0.0_f32; size * size];
    let mut tone = vec![0.5_f32; size * size];
    let mut dice = Dice::new(51);
    for _ in 0..150 {
        let spread = dice.between(-1.25, 1.25);
        let (mut x, mut y) = (size as f32 * (0.5 + spread * 0.07), size as f32 * 0.985);
        let mut angle = spread * dice.between(0.55, 0.95);
        let length = size as f32 * dice.between(0.45, 0.92) * (1.0 - 0.30 * spread.abs());
        let (shade, bend) = (dice.between(0.25, 0.75), dice.between(-0.010, 0.010));
        let steps = length as usize;
        for at in 0..steps {
            let share = at as f32 / steps as f32;
            angle += bend;
            x += angle.sin();
            y -= angle.cos();
            stamp(&mut alpha, &mut tone, size, [x, y], 1.9 - 1.0 * share, shade * (0.5 + 0.7 * share));
            if dice.roll() < 0.16 * share {
                twig(&mut alpha, &mut tone, size, [x, y], angle + dice.between(-1.0, 1.0), shade, &mut dice);
            }
        }
    }
    let mut bytes = Vec::with_capacity(size * size * 4);
    for at in 0..size * size {
        let code = (srgb_from_linear(f64::from(0.16 + 0.62 * tone[at])) * 255.0).round() as u8;
        bytes.extend([code, code, code, (alpha[at].clamp(0.0, 1.0) * 255.0) as u8]);
    }
    let mut image = mips::texture("scrub", size as u32, size as u32, bytes, Content::Color);
    mips::keep_coverage(&mut image, 0.5);
    image
}

fn twig(
    alpha: &mut [f32],
    tone: &mut [f32],
    size: usize,
    from: [f32; 2],
    angle: f32,
    shade: f32,
    dice: &mut Dice,
) {
    let length = dice.between(5.0, 17.0);
    for at in 0..length as usize {
        let at = at as f32;
        let place = [from[0] + angle.sin() * at, from[1] - angle.cos() * at];
        stamp(alpha, tone, size, place, 1.5, (shade + 0.22) * (0.8 + 0.02 * at));
    }
}

fn stamp(alpha: &mut [f32], tone: &mut [f32], size: usize, at: [f32; 2], radius: f32, shade: f32) {
    let reach = radius.ceil() as i32;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (x, y) = (at[0] as i32 + dx, at[1] as i32 + dy);
            if x < 1 || y < 1 || x >= size as i32 - 1 || y >= size as i32 - 1 {
                continue;
            }
            let distance = (x as f32 + 0.5 - at[0]).hypot(y as f32 + 0.5 - at[1]);
            let cover = (radius - distance + 0.5).clamp(0.0, 1.0);
            let index = y as usize * size + x as usize;
            if cover > 0.3 {
                tone[index] = shade;
            }
            alpha[index] = alpha[index].max(cover);
        }
    }
}

/// Half the square root of two, and a little less so that the arrow keeps clear of the rim.
const DIAGONAL: f32 = 0.707 * 1.25;

/// A yellow sign standing on its corner, black edge, a bend to the right (MUTCD W1-2).
fn sign() -> TextureImage {
    let size = 256_usize;
    let mut bytes = Vec::with_capacity(size * size * 4);
    for at in 0..size * size {
        let (u, v) = ((at % size) as f32 / size as f32, (at / size) as f32 / size as f32);
        let edge = u.min(1.0 - u).min(v).min(1.0 - v);
        let rim = step(0.03, 0.036, edge) * step(0.066, 0.06, edge);
        // The plate stands on its corner, so the arrow is drawn turned back by 45 degrees: a stem up to the middle,
        // an arc to the right, an arrow head.
        let (du, dv) = ((u - 0.5) * DIAGONAL, (v - 0.5) * DIAGONAL);
        let (x, y) = (0.5 + du - dv, 0.5 + du + dv);
        let stem = step(0.06, 0.054, (x - 0.40).abs()) * f32::from(y > 0.5 && y < 0.88);
        let arc = (x - 0.62).hypot(y - 0.5);
        let bow = step(0.06, 0.054, (arc - 0.22).abs()) * f32::from(y <= 0.5 && x < 0.62);
        let head = f32::from(x > 0.60 && x < 0.80 && (y - 0.28).abs() < (0.80 - x) * 0.70);
        let black = rim.max(stem).max(bow).max(head);
        let grime = 0.86 + 0.14 * octaves(u * 6.0, v * 6.0, 3, 61);
        let color = mix3([0.72, 0.40, 0.02], [0.015, 0.014, 0.013], black).map(|channel| channel * grime);
        bytes.extend(code(color));
    }
    mips::texture("sign", size as u32, size as u32, bytes, Content::Color)
}

fn image(name: &str, size: usize, bytes: &[u8], content: Content) -> TextureImage {
    mips::texture(name, size as u32, size as u32, bytes.to_vec(), content)
}

fn code(color: [f32; 3]) -> [u8; 4] {
    let channel = |value: f32| (srgb_from_linear(f64::from(value)) * 255.0).round() as u8;
    [channel(color[0]), channel(color[1]), channel(color[2]), 255]
}

/// sRGB bytes of linear colors, by a table of 4096 steps: a power for each of a million pixels takes too long.
fn color_bytes(colors: impl Iterator<Item = [f32; 3]>) -> Vec<u8> {
    let table: Vec<u8> =
        (0..=4096).map(|at| (srgb_from_linear(f64::from(at) / 4096.0) * 255.0).round() as u8).collect();
    let channel = |value: f32| table[(value.clamp(0.0, 1.0) * 4096.0) as usize];
    colors.flat_map(|color| [channel(color[0]), channel(color[1]), channel(color[2]), 255]).collect()
}

/// Roughness in green, metalness 0 in blue, occlusion 1 in red.
fn plain_bytes(roughness: impl Iterator<Item = f32>) -> Vec<u8> {
    roughness.flat_map(|value| [255, (value.clamp(0.0, 1.0) * 255.0) as u8, 0, 255]).collect()
}

/// Tangent-space normals of a height field that tiles; heights in pixels times `strength`. Green points up in the
/// image, against v (glTF 2.0, 3.9.3).
fn normal_bytes(height: &[f32], size: usize, strength: f32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size * size * 4);
    for y in 0..size {
        let (above, below) = ((y + size - 1) % size * size, (y + 1) % size * size);
        for x in 0..size {
            let (left, right) = ((x + size - 1) % size, (x + 1) % size);
            let dx = (height[y * size + right] - height[y * size + left]) * 0.5 * strength;
            let dy = (height[below + x] - height[above + x]) * 0.5 * strength;
            let scale = 127.5 / (dx * dx + dy * dy + 1.0).sqrt();
            bytes.extend([
                (127.5 - dx * scale).round() as u8,
                (127.5 + dy * scale).round() as u8,
                (127.5 + scale).round() as u8,
                255,
            ]);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane that rises toward +x leans its normal to -x; one that rises down the image leans it up the image.
    #[test]
    fn normals_lean_away_from_the_rise() {
        let size = 8;
        let rising_x: Vec<f32> = (0..64).map(|at| (at % size) as f32).collect();
        let bytes = normal_bytes(&rising_x, size, 1.0);
        let middle = &bytes[(3 * size + 3) * 4..][..3];
        // (-1, 0, 1) / sqrt(2), coded.
        assert_eq!(middle, [37, 128, 218]);
        let rising_y: Vec<f32> = (0..64).map(|at| (at / size) as f32).collect();
        let bytes = normal_bytes(&rising_y, size, 1.0);
        assert_eq!(&bytes[(3 * size + 3) * 4..][..3], [128, 218, 218]);
    }

    #[test]
    fn the_veil_is_linear_in_u() {
        let image = veil();
        let middle = image.mips[0][128 * 4];
        assert!((i32::from(middle) - 188).abs() <= 1, "{middle}");
    }
}
