#!/usr/bin/env python3
"""Expected pictures of the golden cases, from their formulas alone (each case's why.md). Needs nothing but Python."""
import math
import pathlib
import struct
import zlib

WIDTH, HEIGHT = 112, 54
PANEL = (32, 16)
GRID = (3, 2)


def pq(nits):
    """SMPTE ST 2084, inverse EOTF."""
    power = (nits / 10000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def code(signal):
    exact = signal * 1023
    assert abs(exact % 1 - 0.5) > 0.02, f"{exact} lies on the edge between two codes: choose other numbers"
    return int(exact + 0.5)


def place(column, row):
    """Canvas pixel of an LED: two columns of panels upright at (4, 3), the third turned clockwise at (72, 20)."""
    if column < 64:
        return 4 + column, 3 + row
    return 72 + 31 - row, 20 + column - 64


def grey(column, row):
    return code(pq(500 * 60 / 300))


def lines(column, row):
    x, y = column % PANEL[0], row % PANEL[1]
    bit = x % 2 if x < PANEL[0] / 2 else y % 2
    if abs(y + 0.5 - PANEL[1] / 2) < PANEL[1] / 10:
        bit = (x + y) % 2
    return code(pq(100)) if bit == 0 else 0


def pq_steps(column, row):
    step = int((column + 0.5) / (PANEL[0] * GRID[0]) * 16)
    return code(pq(1000) * step / 15)


LEDS = (PANEL[0] * GRID[0], PANEL[1] * GRID[1])


def grey_of(nits):
    return (code(pq(nits)),) * 3


def clear(value, edge, margin=1e-3):
    """A comparison that rounding of f32 cannot turn."""
    assert abs(value - edge) > margin, f"{value} lies on the edge {edge}"
    return value


def ramps(column, row):
    level = (2 * column * 1023 + LEDS[0] - 1) // (2 * (LEDS[0] - 1))
    band = row // (LEDS[1] // 4)
    return tuple(level if band in (channel, 3) else 0 for channel in range(3))


def range_bars(column, row):
    bar = int((column + 0.5) / LEDS[0] * 9)
    return ([0, 32, 64, 96, 504, 908, 940, 980, 1023][bar],) * 3


def npm(red, green, blue, white):
    """XYZ from linear RGB. SMPTE RP 177."""
    columns = [(x / y, 1.0, (1 - x - y) / y) for x, y in (red, green, blue)]
    target = (white[0] / white[1], 1.0, (1 - white[0] - white[1]) / white[1])
    scale = solve(list(zip(*columns)), target)
    return [[columns[j][i] * scale[j] for j in range(3)] for i in range(3)]


def solve(m, v):
    """Cramer's rule."""
    det = lambda m: (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )
    put = lambda j: [[v[i] if k == j else m[i][k] for k in range(3)] for i in range(3)]
    return [det(put(j)) / det(m) for j in range(3)]


D65 = (0.3127, 0.3290)
REC709 = npm((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), D65)
P3 = npm((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65)
REC2020 = npm((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65)


def gamut(column, row):
    """The panel's primaries are BT.709's, so the wall's row and that of BT.709 are one."""
    height, width = LEDS[1] // 4, LEDS[0] / 7
    place, standard = int((column + 0.5) / width), [REC709, REC709, P3, REC2020][row // height]
    channels = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 1)][place]
    xyz = [sum(standard[i][j] * channels[j] for j in range(3)) for i in range(3)]
    nits = [100 * value for value in solve(REC709, xyz)]
    x, y = (column + 0.5) / width - place, (row + 0.5) / height - row // height
    is_crossed = clear(abs(x - y), 0.04) < 0.04 or clear(abs(x + y - 1), 0.04) < 0.04
    if clear(min(nits), -0.5) < -0.5 and is_crossed:
        return (0,) * 3
    return tuple(code(pq(max(value, 0))) for value in nits)


def bit_depth(column, row):
    step, third = 1 << row // (LEDS[1] // 4), column // (LEDS[0] // 3)
    bar = column % (LEDS[0] // 3) // 2
    return (1023 * (third + 1) // 4 // 8 * 8 + bar % 2 * step,) * 3


ZERO = [".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."]


def sync(column, row):
    """Frame 0: eight zeros, no block lit, the bar at the left."""
    if row + 0.5 >= LEDS[1] * 0.8:
        return grey_of(0 if column % 6 == 0 else 4)
    x, y = column - 24, row - 9
    if -1 <= x < 48 and -1 <= y < 8:
        is_lit = 0 <= x and 0 <= y < 7 and x % 6 < 5 and ZERO[y][x % 6] == "#"
        return grey_of(100 if is_lit else 0)
    return grey_of(60 if column < 2 else 0.5)


def geometry(column, row):
    """LEDs 20 mm apart; squares of 100 mm, as the wall is lower than 2 m."""
    half = (LEDS[0] * 10, LEDS[1] * 10)
    x, y = (column + 0.5) * 20 - half[0], (row + 0.5) * 20 - half[1]
    to_square = min(abs(value / 100 - round(value / 100)) * 100 for value in (x, y))
    to_diagonal = abs(abs(x) * half[1] - abs(y) * half[0]) / math.hypot(*half)
    radius = min(half)
    to_circle = min(abs(math.hypot(x, y) - radius), abs(math.hypot(x, y) - radius / 2))
    corner = math.hypot(abs(x) - (half[0] - radius / 4), abs(y) - (half[1] - radius / 4))
    away = min(to_square, to_diagonal, to_circle, abs(corner - radius / 4))
    if clear(away, 15) <= 15:
        return grey_of(100)
    if column in (0, LEDS[0] - 1) or row in (0, LEDS[1] - 1):
        return tuple(code(pq(nits)) for nits in (90, 10, 10))
    return grey_of(4)


def focus(column, row):
    """A star of eight spokes, radius 14; four corner stars that are all disc; too narrow for groups of lines."""
    x, y = column + 0.5 - LEDS[0] / 2, row + 0.5 - LEDS[1] / 2
    if math.hypot(x, y) < 14:
        turn = (math.atan2(y, x) / (2 * math.pi) * 8 + 0.25) % 1
        is_lit = clear(turn, 0.5) < 0.5 and math.hypot(x, y) >= clear(8 * 4 / (2 * math.pi), math.hypot(x, y))
        return grey_of(100 if is_lit else 0)
    corner = math.hypot(abs(x) - (LEDS[0] / 2 - 5.5), abs(y) - (LEDS[1] / 2 - 5.5))
    return grey_of(0 if corner < 5 else 18)


def work_light(column, row):
    return code(pq(100))


def blackout(column, row):
    return 0


def write(path, pixels):
    """16-bit RGB holding round(code x 65535 / 1023)."""
    rows = b""
    for y in range(HEIGHT):
        row = b"\0"
        for x in range(WIDTH):
            levels = pixels.get((x, y), 0)
            levels = levels if isinstance(levels, tuple) else (levels,) * 3
            row += b"".join(struct.pack(">H", round(level * 65535 / 1023)) for level in levels)
        rows += row

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


for case in (grey, lines, pq_steps, ramps, range_bars, gamut, bit_depth, sync, geometry, focus, work_light, blackout):
    pixels = {
        place(column, row): case(column, row)
        for column in range(PANEL[0] * GRID[0])
        for row in range(PANEL[1] * GRID[1])
    }
    write(pathlib.Path(__file__).parent / case.__name__ / "expected.png", pixels)
