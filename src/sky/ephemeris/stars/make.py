#!/usr/bin/env python3
"""Makes stars.bin from data/stars.6.json of npm d3-celestial 0.7.35 (path as argument).

A record of 12 bytes a star, little-endian, brightest first: right ascension as u32 of a turn, declination as i32 of half a
turn, magnitude and B-V as i16 of a thousandth. J2000.
"""
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent


def main():
    features = json.load(open(sys.argv[1]))["features"]
    rows = []
    for star in features:
        longitude, declination = star["geometry"]["coordinates"]
        text = star["properties"]["bv"]
        rows.append((float(star["properties"]["mag"]), longitude % 360.0, declination, float(text) if text else 0.6))
    rows.sort()
    with open(HERE / "stars.bin", "wb") as out:
        for magnitude, ascension, declination, b_v in rows:
            out.write(struct.pack("<Iihh", round(ascension / 360 * 2**32) % 2**32, round(declination / 180 * 2**31),
                                  round(magnitude * 1000), round(b_v * 1000)))
    print(len(rows), "stars")


if __name__ == "__main__":
    main()
