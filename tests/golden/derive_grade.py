#!/usr/bin/env python3
"""Numbers that src/color/grade.rs, white.rs and metrics.rs are held to, from OpenColorIO and colour-science.

    pip install opencolorio==2.6.0 colour-science==0.4.7 && python3 derive_grade.py
"""
import colour
import numpy as np
import PyOpenColorIO as ocio

np.set_printoptions(precision=9, suppress=True)
LIGHT = [[0.18, 0.18, 0.18], [0.5, 0.1, 0.02], [3.0, 0.7, 0.001], [0.0, -0.01, 12.0]]
SLOPE, OFFSET, POWER, SATURATION = [1.1, 0.95, 1.0], [0.01, -0.02, 0.005], [0.9, 1.05, 1.2], 0.8


def through(transform, values):
    processor = ocio.Config.CreateRaw().getProcessor(transform)
    # The default takes fast approximations of log, exp and pow, 1e-4 off.
    processor = processor.getOptimizedCPUProcessor(ocio.OPTIMIZATION_NONE)
    return [processor.applyRGB(list(value)) for value in values]


def acescct():
    group = ocio.GroupTransform()
    group.appendTransform(ocio.BuiltinTransform(style="ACEScct_to_ACES2065-1", direction=ocio.TRANSFORM_DIR_INVERSE))
    # Only the curve: OCIO's style starts at ACES2065-1, so AP1 light is brought there first.
    first = ocio.GroupTransform()
    first.appendTransform(ocio.BuiltinTransform(style="ACEScg_to_ACES2065-1"))
    first.appendTransform(group)
    return first


print("ACEScct of LIGHT", through(acescct(), LIGHT))
cdl = ocio.CDLTransform(slope=SLOPE, offset=OFFSET, power=POWER, sat=SATURATION)
cdl.setStyle(ocio.CDL_NO_CLAMP)
whole = ocio.GroupTransform()
whole.appendTransform(acescct())
whole.appendTransform(cdl)
back = acescct()
back.setDirection(ocio.TRANSFORM_DIR_INVERSE)
whole.appendTransform(back)
print("CDL of LIGHT in ACEScct", through(whole, LIGHT))

for kelvin in [2000, 2856, 3200, 4000, 4500]:
    spd = colour.sd_blackbody(kelvin, colour.SpectralShape(360, 830, 1))
    xyz = colour.sd_to_XYZ(spd, colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"].copy().align(colour.SpectralShape(360, 830, 1)))
    print("planck xy", kelvin, colour.XYZ_to_xy(xyz))
for kelvin in [5000, 5600, 6504, 7500, 10000]:
    print("daylight xy", kelvin, colour.temperature.CCT_to_xy_CIE_D(kelvin))

wall = colour.RGB_COLOURSPACES["ITU-R BT.709"]
ap1 = colour.RGB_COLOURSPACES["ACEScg"]
for a, b in [([0.5, 0.4, 0.3], [0.52, 0.4, 0.29]), ([0.02, 0.03, 0.9], [0.02, 0.035, 0.85])]:
    lab = [colour.XYZ_to_Lab(colour.RGB_to_XYZ(np.array(c), "ACEScg", apply_cctf_decoding=False), ap1.whitepoint) for c in (a, b)]
    print("Lab", lab, "dE2000", colour.delta_E(lab[0], lab[1], method="CIE 2000"))
