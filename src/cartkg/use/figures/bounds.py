"""What a limit lets in: the side of a value on which an admitted person stands, and units that convert exactly."""

from cartkg.graph.view.statements import Said
from cartkg.model.wording import limit_in_words

OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}
EXACT = {"/uL": ("/L", 1e6), "10*3/uL": ("/L", 1e9), "10*9/L": ("/L", 1e9), "g/dL": ("g/L", 10.0)}


def admits(stated: Said) -> str:
    """The comparator of the people who are let in: what a requirement says, the opposite of what an exclusion says.

    "" where no side follows: for "=", and for a permission, which sets no limit.
    """
    if stated.stance == "requires" and stated.comparator in OPPOSITE:
        return stated.comparator
    return OPPOSITE.get(stated.comparator, "") if stated.stance == "excludes" else ""


def side(comparator: str) -> str:
    """ "at least" or "at most"; "" for neither."""
    return "at least" if comparator.startswith(">") else "at most" if comparator.startswith("<") else ""


def converted(value: str, unit: str) -> tuple[float, str]:
    """A value in the unit that stands for all units that convert exactly; creatinine in mg/dL is not one of them."""
    into, times = EXACT.get(unit, (unit, 1.0))
    return float(value) * times, into


def shown(value: float, unit: str) -> float:
    """The value as figures show it: counts of blood cells in 10⁹/L."""
    return value / 1e9 if unit == "/L" else value


def unit_in_words(unit: str) -> str:
    """The unit as figures show it."""
    return "10⁹/L" if unit == "/L" else limit_in_words("", "", unit).strip()


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.6g}"
