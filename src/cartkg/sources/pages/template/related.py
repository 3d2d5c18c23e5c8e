"""Trials that the template lists as related: a title and under it an id, with status and phase in the labelled form."""

from collections.abc import Iterator

from cartkg.model import Mention
from cartkg.sources import values
from cartkg.sources.pages.template.sections import Sections


def mentions(sections: Sections) -> Iterator[Mention]:
    """The related trials of the page, none twice."""
    seen: dict[str, Mention] = {}
    for heading in ("related clinical trials", "more related trials"):
        lines = [line.text for line in sections.lines(heading)]
        for before, words in zip(["", *lines], lines, strict=False):
            if found := values.NCT_ID.match(words):
                tokens = words[found.end() :].replace(",", " ").split()
                title = "" if values.NCT_ID.match(before) else before
                seen.setdefault(found[0], Mention(found[0], title, *_tokens(tokens)))
    yield from seen.values()


def _tokens(tokens: list[str]) -> tuple[str, str]:
    """(status, phase) of what stands behind the id."""
    status = next((found for token in tokens if (found := values.status(token))), "")
    phase = "|".join(phase for token in tokens for phase in values.phases(token))
    return status, phase
