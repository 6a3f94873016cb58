"""Smooth lines through points, as PDF draws them: Bézier curves (Catmull-Rom)."""

from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]  # two control points and the end


def closed(points: Sequence[Point]) -> Iterator[Curve]:
    """Curves through all points of a closed line, from its first point round to it again."""
    count = len(points)
    for number in range(count):
        yield _between(points[number - 1], points[number], points[(number + 1) % count], points[(number + 2) % count])


def through(points: Sequence[Point]) -> Iterator[Curve]:
    """Curves from the second to the last point but one; the outer two only say how the line comes in and goes on."""
    for number in range(1, len(points) - 2):
        yield _between(*points[number - 1 : number + 3])


def _between(before: Point, start: Point, end: Point, after: Point) -> Curve:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = before, start, end, after
    return (bx + (cx - ax) / 6, by + (cy - ay) / 6), (cx - (dx - bx) / 6, cy - (dy - by) / 6), end
