"""The product as a page's title names it, where the page shows no interventions."""

import re
from dataclasses import replace

from cartkg.model import Intervention, Trial
from cartkg.products import antigens, cells, doses
from cartkg.products.passages import Passage
from cartkg.terminology import Terminology

_ADJECTIVES = re.compile(
    r"(?:(?:\b(?:anti|autologous|allogeneic|universal|dual|bispecific|tandem|target(?:ed|ing)?|directed|specific|HLA-independent|humani[sz]ed|human|fully|"
    r"ultra-fast|novel|in[\s-]vivo|off-the-shelf|donor-derived|(?:second|third|fourth|next)-generation|[Aa]nti)\b[\s-]*)|[\s/+,()-])*$",
    re.IGNORECASE,
)  # fmt: skip
_HEAD = re.compile(r"(?:[\s-]*(?:cells?|therapy|injection|infusion))*", re.IGNORECASE)


def from_titles(trial: Trial, passages: tuple[Passage, ...], terminology: Terminology) -> tuple[Intervention, ...]:
    """The product's name in the words of the most telling title, with what the prose says of its making; none where no title has one."""
    named = [name for p in passages if p.part == "title" if (name := _phrase(p, terminology))]
    if not named:
        return ()
    best = max(named, key=len)
    prose = f"{trial.summary}\n{trial.description}"
    return (replace(Intervention(best, basis="title"), preparation_time=doses.preparation_time(prose)),)


def _phrase(passage: Passage, terminology: Terminology) -> str:
    text = passage.text
    first = min(cells.mentions(passage), key=lambda mention: (mention[0], mention[2]), default=None)
    if not first:
        return ""
    _, _, start, end = first
    for group in antigens.groups(text, terminology):
        if group.end <= start and re.fullmatch(r"(?:[\s-]*(?:target\w*|direct\w*|specific|HLA-independent|dual|[\s()/-]))*", text[group.end : start]):
            start = group.start
    lead = _ADJECTIVES.search(text[:start])
    begin = lead.start() if lead else start
    tail = _HEAD.match(text, end)
    return text[begin : tail.end() if tail else end].strip(" -/,()")
