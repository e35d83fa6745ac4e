#!/usr/bin/env python3
"""Expected pictures of the golden cases, from their formulas alone (each case's why.md). Needs nothing but Python."""
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


def write(path, pixels):
    """16-bit RGB holding round(code x 65535 / 1023)."""
    rows = b""
    for y in range(HEIGHT):
        rows += b"\0" + b"".join(struct.pack(">H", round(pixels.get((x, y), 0) * 65535 / 1023)) * 3 for x in range(WIDTH))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


for case in (grey, lines, pq_steps):
    pixels = {
        place(column, row): case(column, row)
        for column in range(PANEL[0] * GRID[0])
        for row in range(PANEL[1] * GRID[1])
    }
    write(pathlib.Path(__file__).parent / case.__name__ / "expected.png", pixels)
