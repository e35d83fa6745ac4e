"""Zenith and level illuminance under a low sun: Hosek and Wilkie's sky, exact transfer through the program's air, USNO Circular 171.

Why `governor::lift` is a settlement: the first and the last differ by 1.8 and 2.4 times at 5 and 2 degrees. Exact is backward Monte
Carlo in spherical shells at 18 wavelengths from 400 to 740 nm, all orders, visibility 40 km, ground of albedo 0.25, scalar, no
refraction; 1 % at 20 000 paths a wavelength. mitsuba 3.9.1, numpy 2.4, scipy 1.18. Run: python low_sun.py 20000
"""
import pathlib
import re
import sys
import mitsuba
import numpy as np
from scipy.ndimage import map_coordinates
import model
from model import GROUND, TOP

ELEVATIONS = [60, 20, 10, 5, 3, 2, 1, 0]
SPECTRUM = (pathlib.Path(__file__).parents[3] / "src/sky/atmosphere/spectrum.rs").read_text()
SOLAR, OZONE = (np.array([float(number) for number in re.search(name + r": \[f64; BINS\] = \[(.*?)\];", SPECTRUM, re.S)
                          .group(1).split(",") if number.strip()]) for name in ("SOLAR", "OZONE"))
BINS = 0.36 + 0.01 * np.arange(48)


def luminosity(um):
    """Wyman, Sloan and Shirley 2013."""
    def lobe(height, peak, below, above):
        return height * np.exp(-0.5 * ((1000 * um - peak) / np.where(1000 * um < peak, below, above)) ** 2)
    return lobe(0.821, 568.8, 46.9, 40.5) + lobe(0.286, 530.9, 16.3, 31.1)


def circular(elevation):
    scale, height = 753.66156, np.radians(elevation)
    lean = np.arcsin(scale * np.cos(height) / (scale + 1))
    mass = scale * (np.cos(lean) - np.sin(height)) + np.cos(lean)
    return model.SUN_LUX * (np.exp(-0.21 * mass) * np.sin(height)
                            + 0.0289 * np.exp(-0.042 * mass) * (1 + (elevation + 90) * np.sin(height) / 57.29578))


def to_sun(elevation):
    return np.array([np.cos(np.radians(elevation)), np.sin(np.radians(elevation)), 0])


def level_directions(count):
    """Equal parts of the irradiance of a level surface."""
    fall, turn = (np.arange(count) + 0.5) / count, 2 * np.pi * (np.arange(count) * 0.618034 % 1)
    return np.stack([np.sqrt(fall) * np.cos(turn), np.sqrt(1 - fall), np.sqrt(fall) * np.sin(turn)], -1)


def hosek(elevation, turbidity):
    """Zenith, nits, and diffuse illuminance, lux."""
    wavelengths = np.arange(360, 721, 20.0)
    sun = to_sun(elevation)
    emitter = mitsuba.load_dict(dict(type="sunsky", sun_direction=[float(sun[0]), 0.0, float(sun[1])], turbidity=turbidity,
                                     albedo=0.25, sun_scale=0.0))
    at = mitsuba.SurfaceInteraction3f()

    def nits(direction):
        at.wi = mitsuba.Vector3f(-float(direction[0]), -float(direction[2]), -float(direction[1]))
        sum_ = 0.0
        for first in range(0, len(wavelengths), 4):
            four = (list(wavelengths[first:first + 4]) + [550.0] * 4)[:4]
            at.wavelengths = type(at.wavelengths)(four)
            watts = np.array(emitter.eval(at))[:len(wavelengths) - first]
            sum_ += 683 * 20 * (watts * luminosity(np.array(four[:len(watts)]) / 1000)).sum()
        return sum_

    return nits(np.array([1e-3, 1, 0])), np.pi * np.mean([nits(direction) for direction in level_directions(400)])


def turned(directions, cosine, turn):
    sine = np.sqrt(np.maximum(1 - cosine * cosine, 0))
    helper = np.where(np.abs(directions[:, :1]) > 0.9, [[0, 1, 0]], [[1, 0, 0]]).astype(float)
    across = np.cross(directions, helper)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    aside = across * np.cos(turn)[:, None] + np.cross(directions, across) * np.sin(turn)[:, None]
    return directions * cosine[:, None] + aside * sine[:, None]


class Exact:
    def __init__(self, air, lane, random):
        self.air, self.m, self.lane, self.random = air, air.m, lane, random
        self.cosines = np.linspace(-1, 1, 20001)
        share = self.mie_phase(self.cosines)
        self.shares = np.concatenate([[0], np.cumsum(share[1:] + share[:-1])])
        self.shares /= self.shares[-1]

    def mie_phase(self, cosine):
        g = self.m["g"]
        return 3 * (1 - g * g) / (8 * np.pi * (2 + g * g)) * (1 + cosine**2) / (1 + g * g - 2 * g * cosine) ** 1.5

    def at(self, height):
        return [of[..., self.lane] for of in model.coefficients(self.m, height)]

    def fly(self, place, direction):
        """Woodcock tracking. Where each path ends, and whether in the air (1), above it (2) or on the ground (3)."""
        fate = np.zeros(len(place), int)
        while (flying := np.where(fate == 0)[0]).size:
            radius = np.linalg.norm(place[flying], axis=1)
            height, up = radius - GROUND, (place[flying] * direction[flying]).sum(1) / radius
            reach = np.where(height < 3, 3.0, np.where(height < 12, 6.0, 15.0))
            lowest = np.maximum(model.height_after(height, up, np.clip(-radius * up, 0, reach)), 0)
            most = self.at(lowest)[2] + self.m["ozone"][self.lane]
            free = -np.log(1 - self.random.random(len(flying))) / most
            fall = radius * up
            under = fall * fall - height * (2 * GROUND + height)
            lands = (up < 0) & (under >= 0)
            end = np.where(lands, -fall - np.sqrt(np.maximum(under, 0)), model.way_to_top(np.clip(height, 0, TOP), up))
            gone = np.minimum(free, reach)
            left = gone >= end
            place[flying] += direction[flying] * np.minimum(gone, end)[:, None]
            fate[flying[left]] = np.where(lands, 3, 2)[left]
            met = (free < reach) & ~left
            here = np.linalg.norm(place[flying[met]], axis=1) - GROUND
            real = self.random.random(met.sum()) < self.at(here)[2] / most[met]
            fate[flying[met][real]] = 1
        return fate

    def direct(self, height, cosine):
        height = np.clip(height, 0, TOP)
        rho = np.sqrt(height * (2 * GROUND + height))
        least, most = TOP - height, rho + model.WIDEST
        along = ((model.way_to_top(height, cosine) - least) / np.maximum(most - least, 1e-9)).clip(0, 1)
        rows, columns = rho / model.WIDEST * (self.air.size[1] - 1), along * (self.air.size[0] - 1)
        sine = GROUND / (GROUND + height)
        edge, soft = -np.sqrt(np.maximum(1 - sine * sine, 0)), sine * model.SUN_RADIUS
        share = ((cosine - edge + soft) / (2 * soft)).clip(0, 1)
        return np.exp(map_coordinates(self.air.logs[..., self.lane], [rows, columns], order=1)) * share**2 * (3 - 2 * share)

    def mean_radiance(self, direction, orders=12):
        """By elevation of the sun, under unit illuminance."""
        suns, sums, count = [to_sun(elevation) for elevation in ELEVATIONS], np.zeros(len(ELEVATIONS)), len(direction)
        place, weight = np.tile([0, GROUND + 0.002, 0.0], (count, 1)), np.ones(count)
        for _ in range(orders):
            place, direction = place.copy(), direction.copy()
            fate = self.fly(place, direction)
            kept = fate != 2
            place, direction, weight, lies = place[kept], direction[kept], weight[kept], (fate == 3)[kept]
            radius = np.linalg.norm(place, axis=1)
            height, up = np.maximum(radius - GROUND, 0), place / radius[:, None]
            rayleigh, mie, extinction = self.at(height)
            weight = weight * np.where(lies, self.m["ground"], (rayleigh + mie) / extinction)
            molecules = rayleigh / (rayleigh + mie)
            for index, sun in enumerate(suns):
                cosine, toward = up @ sun, direction @ sun
                phase = molecules * 3 / (16 * np.pi) * (1 + toward**2) + (1 - molecules) * self.mie_phase(toward)
                phase = np.where(lies, np.maximum(cosine, 0) / np.pi, phase)
                sums[index] += (weight * phase * self.direct(height, cosine)).sum()
            share, turn = self.random.random(len(weight)), 2 * np.pi * self.random.random(len(weight))
            middle = 8 * share - 4
            root = np.cbrt(middle / 2 + np.sqrt(middle * middle / 4 + 1))
            by_molecule = self.random.random(len(weight)) < molecules
            cosine = np.where(by_molecule, root - 1 / root, np.interp(share, self.shares, self.cosines))
            direction = np.where(lies[:, None], turned(up, np.sqrt(share), turn), turned(direction, cosine, turn))
            place = np.where(lies[:, None], up * (GROUND + 1e-6), place)
        return sums / count


def exact(paths):
    """Zenith, nits, diffuse and direct level illuminance, lux, by elevation of the sun."""
    sums, random = np.zeros((3, len(ELEVATIONS))), np.random.default_rng(1)
    wavelengths = 0.40 + 0.02 * np.arange(18)
    for first in range(0, len(wavelengths), 3):
        um = wavelengths[first:first + 3]
        m = model.medium(40)
        extinction = m["mie_ext"][1] * (um / 0.55) ** -1.3
        m.update(rayleigh=0.013558 * (um / 0.55) ** -4.0, mie_ext=extinction, mie=0.95 * extinction,
                 ozone=0.001881 * np.interp(um, BINS, OZONE) / OZONE[19])
        air = model.Air(m, scattered=(8, 4))
        for lane in range(3):
            weight = 683 * 10 * (SOLAR * luminosity(BINS) * np.maximum(1 - abs(BINS - um[lane]) / 0.02, 0)).sum()
            one = Exact(air, lane, random)
            sums[0] += weight * one.mean_radiance(np.tile([0, 1.0, 0], (paths, 1)))
            sums[1] += weight * np.pi * one.mean_radiance(level_directions(paths))
            sine = np.sin(np.radians(np.array(ELEVATIONS, float)))
            sums[2] += weight * one.direct(np.full(len(sine), 0.002), sine) * sine
    return sums


if __name__ == "__main__":
    mitsuba.set_variant("scalar_spectral")
    rows = exact(int(sys.argv[1]))
    for index, elevation in enumerate(ELEVATIONS):
        zenith, diffuse, direct = rows[:, index]
        whole, over = diffuse + direct, circular(elevation)
        line = f"sun {elevation}: circular {over:.0f} lux; exact: zenith {zenith:.0f} nits, level {whole:.0f} lux, {whole / over:.2f} of the "
        line += f"circular, pi zenith / diffuse {np.pi * zenith / diffuse:.3f}"
        if elevation > 0:
            for turbidity in (2, 3):
                zenith, diffuse = hosek(elevation, turbidity)
                whole = diffuse + direct
                line += f"; Hosek T{turbidity}: {zenith:.0f} nits, {whole / over:.2f}, {np.pi * zenith / diffuse:.3f}"
        print(line)
