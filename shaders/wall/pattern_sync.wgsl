// The sync chart: the frame's number in digits and in binary, and a bar that moves by its own width each frame.
// A picture torn within a frame breaks the bar; outputs a frame apart show two numbers. Included by wall/pattern.wgsl.

const PATTERN_SYNC_BARS: f32 = 48.0;
const PATTERN_SYNC_BLOCKS: u32 = 16u;
const PATTERN_SYNC_DIGITS: u32 = 8u;

fn pattern_sync(point: PatternPoint) -> vec3f {
    let size = vec2f(point.size.x, point.size.y - pattern_strip(point));
    let frame = flat.count.x;
    if point.at.y >= size.y * 0.8 {
        let across = point.at.x / size.x * f32(PATTERN_SYNC_BLOCKS);
        // One dark LED between blocks.
        if floor(fract(across) * size.x / f32(PATTERN_SYNC_BLOCKS)) == 0.0 { return vec3f(0.0); }
        return vec3f(select(4.0, PATTERN_INK_NITS, chart_sync_bit(u32(across), PATTERN_SYNC_BLOCKS, frame)));
    }
    let digits = f32(PATTERN_SYNC_DIGITS);
    let cell = max(floor(min(size.x / (digits * 6.0 + 4.0), size.y * 0.5 / 9.0)), 1.0);
    let corner = floor(vec2f(size.x * 0.5 - digits * 3.0 * cell, size.y * 0.4 - cell * 3.5));
    let at = (point.at - corner) / cell;
    if all(at >= vec2f(-1.0)) && at.x < digits * 6.0 && at.y < 8.0 {
        return vec3f(select(0.0, PATTERN_INK_NITS, pattern_number(frame, PATTERN_SYNC_DIGITS, at)));
    }
    let bar = f32(frame % u32(PATTERN_SYNC_BARS));
    let is_bar = floor(point.at.x / size.x * PATTERN_SYNC_BARS) == bar;
    return vec3f(select(0.5, 60.0, is_bar));
}
