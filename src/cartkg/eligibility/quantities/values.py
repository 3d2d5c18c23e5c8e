"""Numbers as the graph writes them."""

from decimal import Decimal

LARGE = Decimal(10) ** 6


def plain(value: Decimal) -> str:
    """Plain decimal text; from a million upward in steps of a thousand ("1e9", "1.5e9", "100e9"), as counts are read."""
    value = value.normalize()
    if abs(value) < LARGE:
        return f"{value:f}"
    exponent = value.adjusted() // 3 * 3
    return f"{value.scaleb(-exponent).normalize():f}e{exponent}"
