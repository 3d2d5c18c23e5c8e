"""How a statement about one term bears on another: by name, through something broader, through something narrower, or not."""

from collections.abc import Iterable

from cartkg.graph.view.hierarchy import Hierarchy
from cartkg.graph.view.statements import Said


def on_therapy(terms: Hierarchy, term: str, one: Said, others: Iterable[Said]) -> str:
    """named; class: a class that holds the therapy is named; member: only a narrower one is; "" where it does not bear on it.

    A class does not bear on what it is said to leave out, nor on what the same item gives free for all and without a time.
    `others` are the trial's statements.
    """
    if one.term == term:
        return "named"
    above = terms.above(term)
    if one.term in above:
        return "" if above & set(one.apart) or _is_free(terms, above, one, others) else "class"
    return "member" if term in terms.above(one.term) else ""


def _is_free(terms: Hierarchy, above: frozenset[str], one: Said, others: Iterable[Said]) -> bool:
    """Whether the same item permits the therapy, or a class of it within the excluded one, without a time."""
    return one.stance == "excludes" and any(
        other.item == one.item and other.exception and other.stance == "permits"
        and not (other.window or other.held or other.doubt)
        and other.term in above and other.term != one.term and one.term in terms.above(other.term)
        for other in others
    )  # fmt: skip


def on_condition(terms: Hierarchy, term: str, one: Said) -> str:
    """named; wider: something broader is excluded; narrower: only something narrower is named; "" where it does not bear on it.

    Both bear in part only: "infection" does not settle HIV infection. To require something broader says nothing of the
    narrower: who must have lupus need not have lupus nephritis.
    """
    if one.term == term:
        return "named"
    if one.term in terms.above(term):
        return "wider" if one.stance == "excludes" else ""
    return "narrower" if term in terms.above(one.term) else ""
