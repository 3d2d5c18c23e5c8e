"""Comparators in words and signs: which bound a phrase before or after a number sets."""

from collections.abc import Mapping, Sequence

from cartkg.eligibility.quantities.tokens import Kind, Token

BEFORE: dict[str, str] = {
    ">=": """
        at least / at a minimum / a minimum of / minimum of / minimum / min / not less than / no less than / not
        fewer than / no fewer than / not lower than / no lower than / not below / no below / not under / not smaller
        than / no smaller than / greater than or equal to / greater than or equal / greater than or equals / greater
        or equal to / greater or equal than / greater or equal / more than or equal to / more or equal to / more
        than or equal / higher than or equal to / higher or equal to / above or equal to / equal to or greater than
        / equal or greater than / equal to or more than / equal or more than / equal to or above / equal or above /
        equal to or higher than / equal or higher than / equal to or over / equal or superior to / superior or equal
        to / larger than or equal to / older than or equal to / longer than or equal to / at minimum / must exceed
        or equal / bigger than or equal to / greater than and equal to / starting from / as low as
    """,
    "<=": """
        at most / a maximum of / maximum of / maximum / max / no more than / not more than / no greater than / not
        greater than / no higher than / not higher than / not exceeding / not exceed / not to exceed / does not
        exceed / do not exceed / not above / no longer than / not longer than / not over / up to / less than or
        equal to / less than or equal / less or equal to / less or equal than / less or equal / lesser than or equal
        to / lower than or equal to / lower or equal to / below or equal to / equal to or less than / equal or less
        than / equal to or lower than / equal or lower than / equal to or below / equal or below / inferior or equal
        to / equal or inferior to / fewer than or equal to / younger than or equal to / not larger than / no larger
        than / smaller than or equal to / not older than / no older than / must not exceed / should not exceed / can
        not exceed / cannot exceed / shorter than or equal to / less than and equal to / as high as
    """,
    ">": """
        greater than / more than / higher than / above / over / exceeding / exceeds / exceed / exceeded / in excess
        of / older than / larger than / longer than / superior to / beyond / greater then / more then / bigger than
        / stronger than / greater / upper than / worse than / elevated above / elevated to / elevation of /
        increased to / increase above / elevation above / after the age of
    """,
    "<": """
        less than / lower than / below / under / fewer than / smaller than / younger than / shorter than / inferior
        to / less then / lesser than / decreased to / reduced below / better than / before the age of / prior to the
        age of
    """,
    "=": "equal to / equals / equal / of exactly / exactly",
}  # fmt: skip

AFTER: dict[str, str] = {
    ">=": """
        or more / or greater / or higher / or above / or over / or older / or worse / or better performance / or
        longer / or larger / and above / and over / and older / and more / and higher / and greater / or up / and up
        / or beyond / minimum / at least / or severer / or more severe / or later / or upper / or elder / or greater
        than / plus / at a minimum / or worst
    """,
    "<=": """
        or less / or lower / or below / or fewer / or under / or younger / and below / and younger / and under / and
        less / or better / or smaller / or shorter / maximum / max / at most / or milder / and lower / at maximum /
        or lesser / and fewer
    """,
}


def _trie(table: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """The phrases of a table as word tuples; of a phrase under two comparators the first counts."""
    found: dict[tuple[str, ...], str] = {}
    for comparator, phrases in table.items():
        for phrase in phrases.split("/"):
            found.setdefault(tuple(phrase.split()), comparator)
    return found


BEFORE_PHRASES, AFTER_PHRASES = _trie(BEFORE), _trie(AFTER)
# "greater than / equal to" is written with the slash that parts the table's phrases
for _more, _op in (("greater", ">="), ("more", ">="), ("higher", ">="), ("less", "<="), ("lower", "<=")):
    BEFORE_PHRASES[_more, "than", "/", "equal", "to"] = _op
    BEFORE_PHRASES[_more, "than", "/", "or", "equal", "to"] = _op
    BEFORE_PHRASES[_more, "than"] = _op[0]
    BEFORE_PHRASES[_more, "than", "to", "or", "equal"] = BEFORE_PHRASES[_more, "than", "to", "or", "equal", "to"] = _op
    BEFORE_PHRASES[_more, "or", "equal", "than"] = BEFORE_PHRASES[_more, "to", "or", "equal", "than"] = _op
    BEFORE_PHRASES[_more, "than", "or", "equal", "than"] = _op
BEFORE_PHRASES["equal", "to"] = "="


def _by_first(phrases: Mapping[tuple[str, ...], str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[0], []).append((phrase, phrases[phrase]))
    return found


BEFORE_BY_FIRST, AFTER_BY_FIRST = _by_first(BEFORE_PHRASES), _by_first(AFTER_PHRASES)
OPENERS = frozenset(BEFORE_BY_FIRST)


def before(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The comparator that starts at token `at` and the index after it; "≤ (less than)" and "less than (<)" are one."""
    first = _sign(tokens, at) or _phrase(tokens, at, BEFORE_BY_FIRST)
    if first is None:
        return None
    comparator, after = first
    bracketed = after < len(tokens) and tokens[after].text in "([" and _again(tokens, after + 1)
    if bracketed and bracketed[1] < len(tokens) and tokens[bracketed[1]].text in ")]":
        return _both(comparator, bracketed[0]), bracketed[1] + 1
    second = _again(tokens, after)
    return (_both(comparator, second[0]), second[1]) if second else first


def after(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The comparator that follows a number ("or more", "and above") and the index after it.

    "or older than 75" is another bound.
    """
    found = _phrase(tokens, at, AFTER_BY_FIRST)
    return None if found and found[1] < len(tokens) and tokens[found[1]].text == "than" else found


def _again(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    return _sign(tokens, at) or _phrase(tokens, at, BEFORE_BY_FIRST)


def _both(one: str, other: str) -> str:
    """One bound from two wordings of it: the inclusive one where they differ only in that ("greater than … ≥ grade 2")."""
    return one if other[0] != one[0] else max(one, other, key=len)


def _sign(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    if at < len(tokens) and tokens[at].kind is Kind.SIGN:
        return tokens[at].text, at + 1
    return None


def _phrase(
    tokens: Sequence[Token], at: int, phrases: Mapping[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[str, int] | None:
    if at >= len(tokens):
        return None
    for phrase, comparator in phrases.get(tokens[at].text, ()):
        if all(at + i < len(tokens) and tokens[at + i].text == word for i, word in enumerate(phrase)):
            return comparator, at + len(phrase)
    return None
