#!/usr/bin/env python3
"""Rows that the ephemeris is held against: sun by pvlib (NREL SPA), moon, stars and events by skyfield (JPL DE421).

Needs: pip install pvlib skyfield skyfield-data. Writes sun.csv, moon.csv, days.csv, stars.csv beside itself.
Places and dates are drawn from a fixed seed: 2000 to 2050, both hemispheres, poles, equator, date line.
"""
import csv
import datetime as dt
import pathlib
import random

import numpy
import pandas
import pvlib
from skyfield import almanac
from skyfield.api import Star, load_file, wgs84, load
from skyfield_data import get_skyfield_data_path

HERE = pathlib.Path(__file__).parent
UTC = dt.timezone.utc
PLACES = [
    (51.4779, 0.0, 0), (33.83, -116.55, 150), (-33.87, 151.21, 20), (-54.80, -68.30, 10), (0.0, -78.5, 2850),
    (1.35, 103.82, 10), (69.65, 18.96, 10), (78.22, 15.65, 5), (-77.85, 166.67, 10), (-90.0, 0.0, 2800),
    (64.15, -21.94, 15), (28.61, 77.21, 216), (-17.7, 178.0, 5), (21.3, -157.85, 5), (60.17, 24.94, 10),
    (-22.9, -43.2, 10), (40.42, -3.70, 650), (66.56, 25.8, 100),
]


def instants(count, seed):
    chance = random.Random(seed)
    first, last = dt.datetime(2000, 1, 1, tzinfo=UTC), dt.datetime(2050, 12, 31, tzinfo=UTC)
    for index in range(count):
        moment = first + (last - first) * chance.random()
        yield moment.replace(microsecond=0), PLACES[index % len(PLACES)]


def ms(moment):
    return round(moment.timestamp() * 1000)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def main():
    ephemeris = load_file(pathlib.Path(get_skyfield_data_path()) / "de421.bsp")
    scale = load.timescale(builtin=True)
    earth, sun, moon = ephemeris["earth"], ephemeris["sun"], ephemeris["moon"]

    rows = []
    for moment, (lat, lon, height) in instants(120, 1):
        index = pandas.DatetimeIndex([moment])
        found = pvlib.solarposition.spa_python(index, lat, lon, altitude=height, pressure=101325, temperature=15, delta_t=69.1)
        distance = pvlib.solarposition.nrel_earthsun_distance(index, delta_t=69.1).iloc[0]
        row = found.iloc[0]
        rows.append([ms(moment), lat, lon, height, f"{row.azimuth:.5f}", f"{row.elevation:.5f}",
                     f"{row.apparent_elevation:.5f}", f"{distance:.7f}"])
    write("sun.csv", "unix_ms latitude_deg longitude_deg altitude_m azimuth_deg elevation_deg "
          "apparent_elevation_deg distance_au".split(), rows)

    rows = []
    for moment, (lat, lon, height) in instants(120, 2):
        time = scale.from_datetime(moment)
        place = earth + wgs84.latlon(lat, lon, height)
        seen = place.at(time).observe(moon).apparent()
        elevation, azimuth, distance = seen.altaz()
        sun_seen = place.at(time).observe(sun).apparent()
        # Which limb is lit: position angle of the sun from the moon's middle, less that of the zenith.
        zenith = place.at(time).from_altaz(alt_degrees=90, az_degrees=0)
        tilt = (position_angle(seen, sun_seen) - position_angle(seen, zenith) + 180) % 360 - 180
        rows.append([ms(moment), lat, lon, height, f"{azimuth.degrees:.5f}", f"{elevation.degrees:.5f}",
                     f"{distance.km:.1f}", f"{seen.fraction_illuminated(sun):.6f}",
                     f"{seen.separation_from(sun_seen).degrees:.5f}", f"{tilt:.4f}"])
    write("moon.csv", "unix_ms latitude_deg longitude_deg altitude_m azimuth_deg elevation_deg distance_km "
          "illuminated_fraction elongation_deg bright_limb_deg".split(), rows)

    rows = []
    for moment, (lat, lon, height) in instants(72, 3):
        if abs(lat) == 90:
            continue
        start = moment.replace(hour=0, minute=0, second=0)
        rows.append([ms(start), lat, lon] + events(ephemeris, scale, start, lat, lon))
    write("days.csv", "start_ms latitude_deg longitude_deg sunrise sunset transit civil_dawn civil_dusk nautical_dawn "
          "nautical_dusk astronomical_dawn astronomical_dusk".split(), rows)

    rows = []
    stars = [("Sirius", 101.28715, -16.71612), ("Polaris", 37.95456, 89.26411), ("Vega", 279.23473, 38.78369),
             ("Canopus", 95.98796, -52.69566), ("Betelgeuse", 88.79294, 7.40706), ("Acrux", 186.64956, -63.09909)]
    for index, (moment, (lat, lon, height)) in enumerate(instants(36, 4)):
        name, ascension, declination = stars[index % len(stars)]
        time = scale.from_datetime(moment)
        place = earth + wgs84.latlon(lat, lon, height)
        star = Star(ra_hours=ascension / 15, dec_degrees=declination)
        elevation, azimuth, _ = place.at(time).observe(star).apparent().altaz()
        rows.append([ms(moment), lat, lon, name, ascension, declination, f"{azimuth.degrees:.5f}",
                     f"{elevation.degrees:.5f}"])
    write("stars.csv", "unix_ms latitude_deg longitude_deg star right_ascension_deg declination_deg azimuth_deg "
          "elevation_deg".split(), rows)


def position_angle(of, to):
    a, b = of.position.km, to.position.km
    a = a / numpy.linalg.norm(a)
    pole = numpy.array([0.0, 0.0, 1.0])
    north = pole - a * (pole @ a)
    east = numpy.cross(pole, a)
    return numpy.degrees(numpy.arctan2(b @ east / numpy.linalg.norm(east), b @ north / numpy.linalg.norm(north)))


def events(ephemeris, scale, start, lat, lon):
    """The first of each kind in 24 hours, Unix milliseconds, or empty."""
    observer = ephemeris["earth"] + wgs84.latlon(lat, lon)
    begin, end = scale.from_datetime(start), scale.from_datetime(start + dt.timedelta(days=1))

    def first(found):
        times, real = found
        for time, is_real in zip(times, real):
            if is_real:
                return ms(time.utc_datetime())
        return ""

    sun = ephemeris["sun"]
    transit = almanac.find_transits(observer, sun, begin, end)
    out = [first(almanac.find_risings(observer, sun, begin, end, horizon_degrees=-0.8333)),
           first(almanac.find_settings(observer, sun, begin, end, horizon_degrees=-0.8333)),
           ms(transit[0].utc_datetime()) if len(transit) else ""]
    for horizon in (-6, -12, -18):
        out.append(first(almanac.find_risings(observer, sun, begin, end, horizon_degrees=horizon)))
        out.append(first(almanac.find_settings(observer, sun, begin, end, horizon_degrees=horizon)))
    return out


if __name__ == "__main__":
    main()
