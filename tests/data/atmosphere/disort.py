"""Radiance and irradiance of a clear sky by discrete ordinates, for the rows of tests/gpu/atmosphere.rs.

PythonicDISORT 1.8 (48 streams, Nakajima-Tanaka), plane-parallel, with the RGB coefficients of the program at a visibility of so
many km and a ground of albedo 0.25; light is over that of the sun above the air. Run: python disort.py 40; python disort.py 8
"""
import importlib.metadata
import sys
import numpy as np
from PythonicDISORT.pydisort import pydisort
from PythonicDISORT.subroutines import interpolate

RAYLEIGH = np.array([5.802e-3, 13.558e-3, 33.1e-3])
OZONE = np.array([0.650e-3, 1.881e-3, 0.085e-3])
KOSCHMIEDER = 3.912023005428146
VISIBILITY, ANGSTROM, ALBEDO, ASYMMETRY, GROUND = float(sys.argv[1]), 1.3, 0.95, 0.76, 0.25
REST = KOSCHMIEDER / VISIBILITY - RAYLEIGH[1]
MIE = 0.5 * (REST + np.sqrt(REST**2 + 4 * 0.0005**2)) * (np.array([0.68, 0.55, 0.44]) / 0.55) ** -ANGSTROM
STREAMS, TERMS = 48, 400

EDGES = np.concatenate([np.arange(100, 40, -5), np.arange(40, 10, -1.0), np.arange(10, 2, -0.5), np.arange(2, -0.01, -0.1)])
EDGES[-1] = 0


def column(of):
    """Integral over each layer, top down."""
    result = []
    for top, bottom in zip(EDGES[:-1], EDGES[1:]):
        h = bottom + (np.arange(64) + 0.5) / 64 * (top - bottom)
        result.append(of(h).mean() * (top - bottom))
    return np.array(result)


AIR = column(lambda h: np.exp(-h / 8))
HAZE = column(lambda h: np.exp(-h / 1.2))
TENT = column(lambda h: np.maximum(1 - abs(h - 25) / 15, 0))

x, w = np.polynomial.legendre.leggauss(4000)
g = ASYMMETRY
SHANKS = 3 * (1 - g * g) / (2 * (2 + g * g)) * (1 + x * x) / (1 + g * g - 2 * g * x) ** 1.5
moments, before, here = [], np.ones_like(x), x.copy()
for term in range(TERMS):
    p = before if term == 0 else here
    moments.append(0.5 * (w * SHANKS * p).sum())
    if term >= 1:
        before, here = here, ((2 * term + 1) * x * here - term * before) / (term + 1)
MIE_TERMS = np.array(moments)
RAYLEIGH_TERMS = np.zeros(TERMS)
RAYLEIGH_TERMS[[0, 2]] = 1, 0.1


def sky(lane, elevation, views):
    rayleigh, mie, ozone = AIR * RAYLEIGH[lane], HAZE * MIE[lane], TENT * OZONE[lane]
    depth, scattering = rayleigh + mie + ozone, rayleigh + mie * ALBEDO
    terms = (rayleigh[:, None] * RAYLEIGH_TERMS + (mie * ALBEDO)[:, None] * MIE_TERMS) / scattering[:, None]
    mu0 = np.sin(np.radians(elevation))
    tau = np.cumsum(depth)
    omega = np.minimum(scattering / depth, 1 - 1e-9)
    mu, up, down, u0, u = pydisort(tau, omega, STREAMS, terms, mu0, 1.0, 0.0, NLeg=STREAMS, NFourier=STREAMS,
                                   f_arr=terms[:, STREAMS], NT_cor=True, BDRF_Fourier_modes=[GROUND / np.pi])
    at = interpolate(u)
    diffuse, direct = down(tau[-1])
    radiance = [float(np.squeeze(at(np.array([-np.cos(np.radians(z))]), tau[-1], np.radians(a)))) for z, a in views]
    return radiance, float(diffuse), float(direct)


VIEWS = [(1, 90), (45, 90), (45, 180), (60, 40), (75, 90), (75, 180)]

if __name__ == "__main__":
    print("PythonicDISORT", importlib.metadata.version("PythonicDISORT"), "views (zenith angle, azimuth from the sun):", VIEWS)
    for elevation in (15, 30, 45, 60, 75):
        lanes = [sky(lane, elevation, VIEWS) for lane in range(3)]
        rows = ", ".join("[" + ", ".join(f"{lanes[lane][0][view]:.5f}" for lane in range(3)) + "]" for view in range(len(VIEWS)))
        print(f"({elevation}.0, [{rows}], [{', '.join(f'{lanes[lane][1]:.5f}' for lane in range(3))}]),")
