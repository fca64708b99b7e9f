"""The projection of our maps: Lambert's azimuthal equal-area one, centred on the Baltic."""

from __future__ import annotations

from math import asin, atan2, cos, hypot, radians, sin, sqrt

EARTH = 6371.0072
"""Radius, in kilometres, of the sphere with the surface of the GRS 80 ellipsoid."""

CENTRE = (54.0, 20.0)
"""Latitude and longitude, in degrees, of the point where nothing is distorted."""

Point = tuple[float, float]


def project(latitude: float, longitude: float) -> Point:
    """Return kilometres east and south of the centre: areas are true, the y axis runs down.

    Formulas of J. P. Snyder, Map Projections: A Working Manual (USGS 1395), 24-2 to 24-4.
    """
    phi, middle = radians(latitude), radians(CENTRE[0])
    turned = radians(longitude - CENTRE[1])
    nearness = 1 + sin(middle) * sin(phi) + cos(middle) * cos(phi) * cos(turned)
    if nearness < 1e-9:
        raise ValueError("The point opposite to the centre is everywhere on the rim of the map.")
    stretch = EARTH * sqrt(2 / nearness)
    east = stretch * cos(phi) * sin(turned)
    north = stretch * (cos(middle) * sin(phi) - sin(middle) * cos(phi) * cos(turned))
    return east, -north


def unproject(east: float, south: float) -> Point:
    """Return latitude and longitude, in degrees, of a point on the map (Snyder, 20-14, 20-15)."""
    north, middle = -south, radians(CENTRE[0])
    distance = hypot(east, north)
    if distance == 0:
        return CENTRE
    angle = 2 * asin(distance / (2 * EARTH))
    phi = asin(cos(angle) * sin(middle) + north * sin(angle) * cos(middle) / distance)
    turned = atan2(
        east * sin(angle),
        distance * cos(middle) * cos(angle) - north * sin(middle) * sin(angle),
    )
    return phi * 57.29577951308232, CENTRE[1] + turned * 57.29577951308232
