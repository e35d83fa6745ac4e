"""The air's light by Hillaire 2020 in numpy, apart from the program's shaders: 120 steps in place of their 20 to 40, no half floats.

Prints the rows of `MODEL` in src/sky/atmosphere/governor.rs: diffuse illuminance of a level surface, over the sun's above the air,
by elevation of the sun and by aerosol, with the lift and the weights of a low sun as drawn. numpy 2.4, scipy 1.18. Run: python model.py
"""
import numpy as np
from scipy.ndimage import map_coordinates

GROUND, TOP = 6360.0, 100.0
WIDEST = np.sqrt(TOP * (2 * GROUND + TOP))
SUN_RADIUS = 0.004675
SKY_NITS = np.array([169473.0, 131945.0, 124872.0])
REC709_Y = np.array([0.2126390, 0.7151687, 0.0721923])
SUN_LUX = 133775.0


def medium(visibility_km, angstrom=1.3, albedo=0.95, g=0.76, ground=0.25):
    rest = 3.912 / visibility_km - 0.013558
    extinction = 0.5 * (rest + np.sqrt(rest**2 + 4 * 0.0005**2)) * (np.array([0.68, 0.55, 0.44]) / 0.55) ** -angstrom
    # Mean cosine of Cornette and Shanks' function.
    ahead = 0.6 * g * (4 + g * g) / (2 + g * g)
    return dict(ahead=ahead, rayleigh=np.array([5.802e-3, 13.558e-3, 33.1e-3]), mie=extinction * albedo, mie_ext=extinction,
                ozone=np.array([0.650e-3, 1.881e-3, 0.085e-3]), g=g, ground=ground)


def height_after(height, cosine, way):
    radius = GROUND + height
    grown = way * (way + 2 * radius * cosine)
    return height + grown / (np.sqrt(np.maximum(radius * radius + grown, 0)) + radius)


def lift(light, view):
    """What the program makes the zenith of a low sun brighter by; `governor::lift`."""
    def smooth(to):
        share = np.clip(light / np.sin(np.radians(to)), 0, 1)
        return share * share * (3 - 2 * share)
    return 1 + 0.85 * smooth(1.5) * (1 - smooth(16)) * view**2


def low_sun_weights(elevation_deg):
    """What the program weighs the lanes with; the function of the same name in governor.rs."""
    def smooth(low, high):
        share = np.clip((elevation_deg - low) / (high - low), 0, 1)
        return share * share * (3 - 2 * share)
    weights = np.array([0.46, 0.74, 1.0]) ** (1 - smooth(-2, 12)) * np.array([0.80, 1.40, 1.0]) ** (1 - smooth(-5, 1))
    return weights / (np.array([0.2126, 0.7152, 0.0722]) @ weights)


def way_to_top(height, cosine):
    along = (GROUND + height) * cosine
    root = np.sqrt(along * along + (TOP - height) * (2 * GROUND + TOP + height))
    return np.maximum(root - along, 0)


def coefficients(m, height):
    h = np.maximum(height, 0)[..., None]
    rayleigh = m["rayleigh"] * np.exp(-h / 8)
    mie, mie_ext = m["mie"] * np.exp(-h / 1.2), m["mie_ext"] * np.exp(-h / 1.2)
    ozone = m["ozone"] * np.maximum(1 - np.abs(h - 25) / 15, 0)
    return rayleigh, mie, rayleigh + mie_ext + ozone


def even(m, rayleigh, mie):
    """What turns light to all sides: aerosol less what it sends ahead, its mean cosine (van de Hulst's similarity)."""
    return rayleigh + mie * (1 - m["ahead"])


def delta(m, mie, extinction):
    """Extinction without the forward peak, the square of the mean cosine: Nakajima and Tanaka 1988."""
    return extinction - mie * m["ahead"] ** 2


def squares(way, steps):
    edge = (np.arange(steps + 1) / steps) ** 2
    return way[..., None] * edge[:-1], way[..., None] * edge[1:]


class Air:
    def __init__(self, m, size=(384, 96), scattered=(128, 40)):
        self.m, self.size = m, size
        rho = WIDEST * np.linspace(0, 1, size[1])
        height = np.sqrt(GROUND**2 + rho**2) - GROUND
        least, most = TOP - height, rho + WIDEST
        way = least[:, None] + np.linspace(0, 1, size[0]) * (most - least)[:, None]
        cosine = np.where(way < 1e-6, 1, (WIDEST**2 - rho[:, None] ** 2 - way**2)
                          / (2 * np.maximum(way, 1e-6) * (GROUND + height)[:, None]))
        begin, end = squares(way, 200)
        there = height_after(height[:, None, None], cosine.clip(-1, 1)[..., None], 0.5 * (begin + end))
        depth = np.zeros(way.shape + (3,))
        for step in range(there.shape[-1]):
            _, mie, extinction = coefficients(m, there[..., step])
            depth += delta(m, mie, extinction) * (end - begin)[..., step, None]
        self.logs = -depth
        self.scattered = None
        self.shape = scattered
        self.make_scattered()

    def direct(self, height, cosine):
        height = np.clip(height, 0, TOP)
        rho = np.sqrt(height * (2 * GROUND + height))
        least, most = TOP - height, rho + WIDEST
        u = ((way_to_top(height, cosine) - least) / np.maximum(most - least, 1e-9)).clip(0, 1)
        at = [rho / WIDEST * (self.size[1] - 1), u * (self.size[0] - 1)]
        logs = np.stack([map_coordinates(self.logs[..., lane], at, order=1) for lane in range(3)], -1)
        sine = GROUND / (GROUND + height)
        edge = -np.sqrt(np.maximum(1 - sine * sine, 0))
        share = ((cosine - edge + sine * SUN_RADIUS) / (2 * sine * SUN_RADIUS)).clip(0, 1)
        return np.exp(logs) * (share * share * (3 - 2 * share))[..., None]

    def make_scattered(self):
        cosines, heights = np.linspace(-0.25, 1, self.shape[0]), TOP * np.linspace(0, 1, self.shape[1]) ** 2
        height, sun = (part.ravel() for part in np.meshgrid(heights, cosines, indexing="ij"))
        light, again = np.zeros(height.shape + (3,)), np.zeros(height.shape + (3,))
        rings, turns, steps = 8, 4, 40
        for ring in range(rings):
            up = 1 - 2 * (ring + 0.5) / rings
            for turn in range(turns):
                angle = np.pi * (turn + 0.5) / turns
                across = np.sqrt(1 - up * up) * np.cos(angle)
                radius = GROUND + height
                fall = radius * up
                under = fall * fall - height * (2 * GROUND + height)
                falls = (up < 0) & (under >= 0)
                way = np.where(falls, -fall - np.sqrt(np.maximum(under, 0)), way_to_top(height, up))
                passed, span = np.ones(height.shape + (3,)), way / steps
                for step in range(steps):
                    gone = (step + 0.5) * span
                    there = height_after(height, up, gone)
                    cosine = (across * gone * np.sqrt(np.maximum(1 - sun * sun, 0)) + (radius + up * gone) * sun) / (GROUND + there)
                    rayleigh, mie, extinction = coefficients(self.m, there)
                    turned = even(self.m, rayleigh, mie)
                    extinction = extinction - mie * self.m["ahead"]
                    through = np.exp(-extinction * span[..., None])
                    held = passed * turned * (1 - through) / extinction
                    light += held * self.direct(there, cosine) / (4 * np.pi)
                    again += held
                    passed = passed * through
                cosine = (across * way * np.sqrt(np.maximum(1 - sun * sun, 0)) + (radius + up * way) * sun) / GROUND
                lit = passed * self.direct(0 * height, cosine) * np.maximum(cosine, 0)[..., None] * self.m["ground"] / np.pi
                light += np.where(falls[..., None], lit, 0)
        count = rings * turns
        self.scattered = np.sqrt((light / count / (1 - again / count)).reshape(self.shape[1], self.shape[0], 3))

    def even(self, height, cosine):
        at = [np.sqrt(np.clip(height, 0, TOP) / TOP) * (self.shape[1] - 1),
              ((cosine + 0.25) / 1.25).clip(0, 1) * (self.shape[0] - 1)]
        return np.stack([map_coordinates(self.scattered[..., lane], at, order=1) for lane in range(3)], -1) ** 2

    def radiance(self, direction, to_sun, steps=120):
        """Under unit illuminance; direction [..., 3] with y up, at or above the horizon, from 2 m."""
        m, height = self.m, 0.002
        cosine = direction @ to_sun
        rayleigh_phase = 3 / (16 * np.pi) * (1 + cosine**2)
        g = m["g"]
        mie_phase = 3 * (1 - g * g) / (8 * np.pi * (2 + g * g)) * (1 + cosine**2) / (1 + g * g - 2 * g * cosine) ** 1.5
        way = way_to_top(height, direction[..., 1])
        begin, end = squares(way, steps)
        passed, light = np.ones(way.shape + (3,)), np.zeros(way.shape + (3,))
        for step in range(steps):
            span, gone = (end - begin)[..., step, None], 0.5 * (begin + end)[..., step]
            there = height_after(height, direction[..., 1], gone)
            up = (np.array([0, GROUND + height, 0]) + direction * gone[..., None]) / (GROUND + there)[..., None]
            rayleigh, mie, extinction = coefficients(m, there)
            source = (rayleigh * rayleigh_phase[..., None] + mie * mie_phase[..., None]) * self.direct(there, up @ to_sun)
            source += even(m, rayleigh, mie) * self.even(there, up @ to_sun)
            extinction = delta(m, mie, extinction)
            through = np.exp(-extinction * span)
            light += passed * source * (1 - through) / extinction
            passed = passed * through
        return light * lift(to_sun[1], direction[..., 1])[..., None]

    def diffuse(self, elevation_deg):
        """Irradiance of a level surface from the sky, RGB, under unit illuminance."""
        angle = np.radians(elevation_deg)
        to_sun = np.array([np.cos(angle), np.sin(angle), 0])
        # sin^2 of the zenith angle and the azimuth: equal parts of the irradiance. Dense round the sun's azimuth.
        rings, turns = 32, 32
        level = np.sqrt((np.arange(rings) + 0.5) / rings)
        turn = np.pi * (np.arange(turns) + 0.5) / turns
        level, turn = np.meshgrid(level, turn, indexing="ij")
        direction = np.stack([level * np.cos(turn), np.sqrt(1 - level**2), level * np.sin(turn)], -1)
        return np.pi * self.radiance(direction, to_sun).mean((0, 1))


ELEVATIONS = list(range(-9, 21))
VISIBILITIES = [8, 20, 40, 80, 200]

if __name__ == "__main__":
    for visibility in VISIBILITIES:
        air = Air(medium(visibility))
        shares = [(air.diffuse(e) * SKY_NITS * low_sun_weights(e)) @ REC709_Y / SUN_LUX for e in ELEVATIONS]
        tau = medium(visibility)["mie_ext"][1] * 1.2
        print(f"V {visibility} km, aerosol depth {tau:.4f}:", ", ".join(f"{np.log(s):.4f}" for s in shares))
    air = Air(medium(40))
    for e in (60, 45, 30, 20, 10, 5, 0):
        scale = SKY_NITS * low_sun_weights(e)
        d = air.diffuse(e) * scale
        angle = np.radians(e)
        z = air.radiance(np.array([[0, 1.0, 0]]), np.array([np.cos(angle), np.sin(angle), 0]))[0] * scale @ REC709_Y
        print(f"V 40 km, sun {e}: diffuse {d @ REC709_Y:.0f} lux, zenith {z:.0f} nits")
