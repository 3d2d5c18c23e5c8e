"""The antigens that a product is directed at."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cartkg.model import Target, Term
from cartkg.products.passages import Passage, is_product
from cartkg.terminology import Terminology

_NO_TARGET_ROLE = re.compile(r"^(?:ligand|drug target|NK receptor|in-vivo vector|receptor of)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s)\]]*(?:[/+,&、×x×-]|\band\b|\bor\b|\bplus\b|\bx\b|/or)*[\s(\[]*(?:(?:anti|dual|both)[\s-]*)?")
_SECOND = re.compile(r"(?<=\d)\s*[/xX×+-]\s*(?:CD)?(\d{1,3})(?!\d|\s*(?:mg|kg|days?|weeks?|months?|years?|%))")
_NUMBERED = re.compile(r"\b(?:\w*[a-z])?CAR(?:T-?)?-?(\d{1,3})(?=v\d|[A-Z]?\b|[\s+-]*T\b)|\(CD\)[\s-]*(\d{1,3})\b")
_RUN_ON = re.compile(r"(?:(?:CD\d{1,3}|BCMA)(?=CD\d|BCMA|CAR))+(?:CD\d{1,3}|BCMA)?")
_QUALIFIER = (
    r"(?:[\s()\[\]/,-]+|(?:re-?)?target(?:ed|ing)?|direct(?:ed|ing)|specific|redirected|reactive|dual|bi-?specific|tandem|compound|single|"
    r"triple|autologous|allogeneic|universal|human(?:ized)?|fully|novel|next|fourth|third|second|generation|ultra|fast|antigen|HLA|independent|mRNA|"
    r"based|gene|modified|engineered|in[\s-]vivo|armou?red|metabolically|rapid|injection of|logic|gated|chimeric|auto-?antibody)"
)
_ENGINEERED = re.compile(
    rf"^(?i:{_QUALIFIER}*?(?:(?:target|direct)(?:ed|ing)[\s-]+(?:[\w-]+\s+){{0,4}})?)(?:[\s(\[-]*)"
    r"(?:(?:[Uu]|[Cc]|4S)?[\s-]?(?:CARs?(?:\b|-?T|[⁺+])|CART|CAART?|TCR|STAR\b|STAR-?T)|(?i:chimeric\s+(?:antigen|auto|receptor)|receptor))",
)
_AIMED = re.compile(
    rf"^[\s()\[\]-]*(?:(?:re)?target(?:ed|ing)|direct(?:ed|ing)|specific|redirected){_QUALIFIER}*\b(?:T|NK|iNKT|NKT|Tregs?|cells?|CIK|γδ)\b",
    re.IGNORECASE,
)
_ANTI = re.compile(r"\banti[\s-]*$", re.IGNORECASE)
_CELL_THERAPY = re.compile(r"^\s*(?:T[\s-]*|NK[\s-]*)?cells?\s+(?:therapy|injection|infusion|product)", re.IGNORECASE)
_AT = re.compile(
    r"(?:\btarget(?:ed|s|ing)?|\bdirect(?:ed|s)?(?: (?:at|against|to|towards?))?|\bagainst|\bspecific (?:for|to)|\brecogni[sz]\w+|\bbind(?:s|ing)?(?: to)?"
    r"|\bexpress(?:es|ing)?(?: an?| the)?)\s+(?:(?:both|the|human|antigens?|molecules?|surface|proteins?|anti|an?|B[\s-]cell|marker|named|called|cluster of differentiation)[\s:-]+)*(?:anti[\s-]?)?[(\[]?$",
    re.IGNORECASE,
)
_CELLS_NEAR = re.compile(r"CAR|TCR|STAR|chimeric|\bT[\s-]*(?:cells?|lymphocytes?)|\bNK\b|natural killer|\bcells?\b|in[\s-]vivo|\bLV\b", re.IGNORECASE)
_NO_PRODUCT = re.compile(
    r"^[\s)\]-]*(?:(?:targeted|targeting|directed|specific)[\s-]+)?(?:antibod|mAb|monoclonal|inhibitor|blocker|lipid|LNP|nanopartic|vector|lentivir|fusogen|viral|virus|delivery"
    r"|ligand|expression|levels?\b|counts?\b|depletion|bi-?specific antibod|T[\s-]*cell engag|engager)"
    r"|^(?:[⁺+]|[\s-]*positive|[\s-]*negative|-)\s*(?!\s*CAR)(?:(?:B|T|ALL|NHL)\b|lymph|leuk|malign|h(?:a?)ematolog|cells?|plasma|tumou?r|blast|patients)",
    re.IGNORECASE,
)
_ANTIBODY = re.compile(r"antibod|\bmAbs?\b|monoclonal|\w+mab\b|engager|\bBiTE\b|vaccine", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Group:
    """Antigens named in one breath ("CD19/BCMA"), with the stretch of the passage that names them."""

    terms: tuple[Term, ...]
    start: int
    end: int


def targets(passages: Iterable[Passage], terminology: Terminology) -> tuple[Target, ...]:
    """One target for each antigen, from the most believed part of the record that names any.

    Titles, interventions and arms are read together; the summary only where these name none.
    """
    held = tuple(passages)
    named = _collect((p for p in held if p.part in ("title", "intervention", "arm")), terminology)
    return named or _collect((p for p in held if p.part == "summary"), terminology)


def _collect(passages: Iterable[Passage], terminology: Terminology) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for passage in passages:
        for group in groups(passage.text, terminology):
            if _is_target(passage, group):
                for term in group.terms:
                    if _can_be_target(term):
                        target = Target(term.id, term.extra.get("symbol", term.label), passage.intervention)
                        if term.id not in found or (target.intervention and not found[term.id].intervention):
                            found[term.id] = target
    return tuple(sorted(found.values(), key=lambda target: target.symbol))


def _can_be_target(term: Term) -> bool:
    """Ligands and receptors of the cell itself (BAFF, NKG2D, CD3) are parts of a product, not what it is directed at."""
    return not _NO_TARGET_ROLE.match(term.extra.get("role", ""))


def groups(text: str, terminology: Terminology) -> Iterator[_Group]:
    """The antigens of a text, those joined by "/", "and", "+" together: "CD19/CD20", "CD19/20", "BCMA and CD19"."""
    held: _Group | None = None
    for one in sorted(_single(text, terminology), key=lambda group: group.start):
        if held and one.start < held.end:
            continue
        if held and _BETWEEN.fullmatch(text, held.end, one.start):
            held = _Group((*held.terms, *one.terms), held.start, one.end)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _single(text: str, terminology: Terminology) -> Iterator[_Group]:
    for mention in terminology.find(text, ("antigen",)):
        terms, end = [mention.term], mention.span.end
        while re.search(r"CD-?\d{1,3}$", text[: end]) or len(terms) > 1:
            second = _SECOND.match(text, end)
            term = _by_number(second[1], terminology) if second else None
            if not second or not term:
                break
            terms.append(term)
            end = second.end()
        yield _Group(tuple(terms), mention.span.start, end)
    for numbered in _NUMBERED.finditer(text):
        if term := _by_number(numbered[1] or numbered[2], terminology):
            yield _Group((term,), numbered.start(), numbered.end())
    for run in _RUN_ON.finditer(text):
        found = [m.term for name in re.findall(r"CD\d{1,3}|BCMA", run[0]) for m in terminology.find(name, ("antigen",))]
        if found:
            yield _Group(tuple(found), run.start(), run.end())


def _by_number(number: str, terminology: Terminology) -> Term | None:
    """The antigen CD<number>: "CD19/20" and "CAR7" leave the letters out."""
    found = terminology.find(f"CD{number}", ("antigen",))
    return found[0].term if len(found) == 1 and found[0].surface == f"CD{number}" else None


def _is_target(passage: Passage, group: _Group) -> bool:
    """Whether the passage says that its product is directed at these antigens."""
    before, behind = passage.text[: group.start], passage.text[group.end :]
    if not is_product(passage, group.start, group.end):
        return False
    if "CAR" in passage.text[group.start : group.end] or _ENGINEERED.match(behind):
        return True
    if _NO_PRODUCT.match(behind):
        return False
    if _AIMED.match(behind) or (_ANTI.search(before) and _CELL_THERAPY.match(behind)):
        return True
    if _AT.search(before) and _CELLS_NEAR.search(passage.text):
        return not _ANTIBODY.search(passage.text)
    return passage.is_name and bool(re.search(r"CAR|\bT\b|\bNK\b|chimeric|cells?\b|-$", passage.text)) and not _ANTIBODY.search(passage.text)
