"""Names of diseases as they stand: labels of lists, words that make another disease of one, words that only limit it."""

from collections.abc import Sequence

from cartkg.model import Item, Named, Section, Stance
from cartkg.reading.attach import Evidence
from cartkg.reading.conditions import Mention
from cartkg.reading.lexicon import member
from cartkg.reading.time import Time
from cartkg.reading.tokens import Token, at, tokens
from cartkg.vocabulary import Terminology

TIMELESS = ("congenital", "hereditary", "inborn", "genetic", "pregnancy", "lactation")  # no window belongs to these
CONJUNCTIONS = ("or", "and", ",")
INFECTION, NEOPLASM, IMMUNE = "MONDO:0005550", "MONDO:0004992", "cartkgv:immune-mediated-disease"
COMORBIDITIES = frozenset(
    ("Gilbert syndrome", "brain metastases", "hypertension", "diabetes", "central nervous system disease", "malignancy")
)


def is_timeless(mention: Mention) -> bool:
    """Whether no window belongs to a condition."""
    return mention.condition.label.startswith(TIMELESS)


def is_comorbidity(mention: Mention, terminology: Terminology) -> bool:
    """Whether a condition is one that persons bring along, hardly the disease that is studied."""
    return mention.condition.label in COMORBIDITIES or (
        bool(mention.condition.id) and terminology.is_a(mention.condition.id, INFECTION)
    )


def is_only_spoken_of(item: Item, mention: Mention) -> bool:
    """Whether an item only speaks of what it seems to demand: no trial wants pregnancy, or a drug that is not tolerated."""
    if mention.condition.label in ("pregnancy", "lactation", "drug intolerance", "drug allergy"):
        return True
    return item.text[mention.span.start : mention.span.end].lower() in ("tumor", "tumour", "tumors", "tumours")


def is_of_treatment(text: str, name: Evidence, time: Time, stance: Stance, terminology: Terminology) -> bool:
    """Whether a treatment between a name and a time behind it has the time: "SLE despite 3 months of steroids"."""
    stream = tokens(text)
    if time.first < name.last or time.first >= len(stream):
        return False  # it stands before the name, or in a lead-in
    between = [token.word for token in stream[name.last : time.first]]
    after = stream[time.first].start
    treatments = [hit for hit in terminology.find(text, ("therapy",)) if stream[name.last - 1].end <= hit.span.start <= after]
    closed = max((token.end for token in stream[name.last : time.first] if token.word == ")"), default=0)
    treatments = [hit for hit in treatments if hit.span.start >= closed]
    if stance is Stance.REQUIRES:
        return bool(treatments) or any(member("DIVIDING", word) for word in between)
    return any(_joined(stream, at(stream, hit.span.start)) for hit in treatments)


def _joined(stream: Sequence[Token], first: int) -> bool:
    """Whether a conjunction or comma stands before a token, or one word before that ("or on antibiotics")."""
    before, earlier = stream[first - 1].word, stream[first - 2].word
    return before in CONJUNCTIONS or (member("JOINING", before) and earlier in CONJUNCTIONS)


def is_supposed(text: str, mention: Mention) -> bool:
    """ "Should hepatitis C be found, …", "Were it to be detected, …": an item that begins with a condition turned round."""
    stream = tokens(text)
    first = at(stream, mention.span.start)
    return first > 0 and stream[0].word in ("should", "were") and not any(token.word == "," for token in stream[:first])


def is_opposed(text: str, mention: Mention) -> bool:
    """Whether a hyphen makes something else of a name: "anti-cancer", "non-SLE"."""
    stream = tokens(text)
    first, end = at(stream, mention.span.start), mention.span.end
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isalpha() and text[end + 1].islower():
        return True  # of an address: "cancer.gov"
    if first > 1 and stream[first - 1].word == "-" and member("OPPOSING", stream[first - 2].word):
        return True
    after = at(stream, mention.span.end - 1) + 1
    behind = [token.word for token in stream[after : after + 3]]
    return behind in (["or", "non", "-"], ["and", "non", "-"])  # "SLE or non-SLE related disease"


def is_denied(text: str, mention: Mention) -> bool:
    """Whether "not" stands right before a name."""
    stream = tokens(text)
    first = at(stream, mention.span.start)
    after = at(stream, mention.span.end - 1) + 1
    if [token.word for token in stream[after : after + 2]] == ["-", "negative"]:
        return True
    if mention.rule == "marker" and first > 0:
        before = [token.word for token in stream[max(0, first - 3) : first]]
        if member("DENYING_RESULT", before[-1]) or before == ["non", "-", "reactive"]:
            return True
    return first > 0 and stream[first - 1].word == "not" and not (first > 1 and member("BE", stream[first - 2].word))


def has_result(text: str, mention: Mention) -> bool:
    """Whether a marker's item tells a result; true of every other name."""
    if mention.rule != "marker":
        return True
    stream = tokens(text)
    after = at(stream, mention.span.end - 1) + 1
    if after < len(stream) and stream[after].word in ("<", "≤", "<="):
        return False  # a bound on the count of a known infection
    return any(member("RESULT", token.word) for token in stream)


def doubts(text: str, mention: Mention) -> tuple[str, ...]:
    """Why a name may not be what is meant."""
    stream = tokens(text)
    after = at(stream, mention.span.end - 1) + 1
    behind = [token.word for token in stream[after : after + 2]]
    if behind == ["induced", "by"]:
        return ("a form of its own: " + " ".join(behind),)
    return ()


def is_studied(mention: Mention, terminology: Terminology) -> bool:
    """Whether a condition may be the disease of a trial of the field: one of the immune system, or a cancer."""
    if "immune" in mention.condition.label.lower():
        return True
    return bool(mention.condition.id) and any(terminology.is_a(mention.condition.id, broad) for broad in (IMMUNE, NEOPLASM))


def is_label(item: Item, name: Evidence, found: Sequence[Evidence], terminology: Terminology) -> bool:
    """Whether a name only heads a list: "Cardiac disease:" over sub-items, "Genetic syndromes: Bloom syndrome"."""
    stream = tokens(item.text)
    if (
        name.first
        and stream[name.first - 1].word in ("for", "in")
        and name.last < len(stream)
        and stream[name.last].word == ":"
    ):
        return True  # "For leukemia: …"
    if name.first > 4 or name.behind or name.ahead[name.inherited :]:
        return False
    colon = next((i for i in range(name.last, min(name.last + 3, len(stream))) if stream[i].word == ":"), -1)
    if colon < 0:
        return False
    here = name.name
    assert isinstance(here, Mention)
    behind = [other.name for other in found if other.first > colon and isinstance(other.name, Mention)]
    if any(
        here.condition.id and terminology.is_a(other.condition.id, here.condition.id) for other in behind if other.condition.id
    ):
        return True
    return item.has_children and item.section is Section.EXCLUSION and colon == len(stream) - 1


def narrowed(item: Item, mention: Mention, terminology: Terminology) -> Named:
    """The condition of a mention; under its words alone where a word beside it makes another disease of it."""
    named, stream = mention.condition, tokens(item.text)
    first, last = at(stream, mention.span.start), at(stream, mention.span.end - 1) + 1
    start = first
    while start > 0 and _narrows(stream, start - 1):
        start -= 1
    end = last
    if end + 1 < len(stream) and stream[end].word == "-" and stream[end + 1].word == "like":
        end += 2
    while (
        end > last and end < len(stream) and stream[end].is_word and not member("JOINING", stream[end].word) and end - last < 5
    ):
        end += 1
    if (start, end) == (first, last) or _stays(named, terminology):
        return named
    words = " ".join(item.text[stream[start].start : stream[end - 1].end].split())
    return Named(words, "", "qualified")


def _narrows(stream: Sequence[Token], index: int) -> bool:
    """Whether the word at an index makes a narrower or another disease of the name behind it."""
    word = stream[index].word
    if word == "-":
        return index > 0 and (
            stream[index - 1].word in ("pseudo", "drug") or stream[index + 1].word in ("induced", "associated", "related")
        )
    if word in ("induced", "associated", "related"):
        return index > 1 and stream[index - 1].word == "-" and member("CAUSING", stream[index - 2].word)
    if word == "secondary" and index > 0 and stream[index - 1].word in ("or", "and", "/"):
        return False
    return member("NARROWING", word) or (
        member("CAUSING", word) and stream[index + 1].word in ("-", "induced", "associated", "related")
    )


def _stays(named: Named, terminology: Terminology) -> bool:
    """Infections and cancers stay what they are, wherever they are and whatever they come from."""
    return bool(named.id) and any(terminology.is_a(named.id, kept) for kept in (INFECTION, NEOPLASM))


def limits(text: str, mention: Mention) -> str:
    """The words right before a name that limit it (severe, active, uncontrolled)."""
    stream = tokens(text)
    first = at(stream, mention.span.start)
    start = first
    while start > 0 and (
        member("LIMITING", stream[start - 1].word) or (start < first and stream[start - 1].word in ("or", "and", ",", "/"))
    ):
        start -= 1
    while start < first and not member("LIMITING", stream[start].word):
        start += 1
    return " ".join(text[stream[start].start : stream[first - 1].end].split()) if start < first else ""
