"""What is told of a person, grounded in the vocabulary, and asked for by term.

Whatever names no term stays in question for every term: an unknown drug may belong to any class.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from cartkg.model import Named, Term
from cartkg.model.resources import folder
from cartkg.use.match.candidate import Candidate, Condition, Event, Measurement
from cartkg.use.match.truth import Truth
from cartkg.vocabulary import Terminology, normalise
from cartkg.vocabulary.tables import rows, several

CONDITIONS = frozenset({"condition", "condition-name", "condition-group"})
CURIE = re.compile(r"[A-Za-z]+:\S+")
UNSURE = re.compile(r"\s*\([^)]*\)|\binvestigational\b", re.IGNORECASE)
WORD = re.compile(r"[a-z0-9]+")
MENTAL, NERVOUS = "MONDO:0005084", frozenset(["MONDO:0002602", "MONDO:0005071"])


@dataclass(frozen=True, slots=True)
class Meaning:
    """The terms that words stand for: `own` the closest ones, `all` with every broader one; both empty where unknown.

    `inside`: the words only hold the term's name ("papillary thyroid carcinoma"); they may mean something narrower.
    """

    own: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    inside: bool = False


@cache
def beside(column: str) -> Mapping[str, frozenset[str]]:
    """What the match counts a term under beside the vocabulary's hierarchy ("also"), or may count it under ("perhaps").

    Each line of data/match/also.tsv has its reason.
    """
    lines = rows(folder("data/match") / "also.tsv", ("id", "label", "also", "perhaps", "why"))
    found: dict[str, frozenset[str]] = {}
    for _, row in lines:
        found[row["id"]] = found.get(row["id"], frozenset()) | frozenset(several(row[column]))
    return found


class Vocabulary:
    """Terms by words, with everything broader; shared by all persons."""

    def __init__(self, terminology: Terminology) -> None:
        self.terminology = terminology
        self.meaning = lru_cache(maxsize=None)(self._meaning)
        self.named = lru_cache(maxsize=None)(self._named)
        self.kinds = lru_cache(maxsize=65536)(self._kinds)
        self._also, self._perhaps = beside("also"), beside("perhaps")

    def _meaning(self, words: str, kinds: frozenset[str]) -> Meaning:
        if CURIE.fullmatch(words.strip()) and words.strip() in self.terminology:
            return self._of([words.strip()])
        bare = UNSURE.sub(" ", words).strip()
        for form in (words, bare):
            named = self.terminology.named(form, kinds)
            if named:
                return self._of([name.term.id for name in named])
        found = self.terminology.find(bare, kinds)
        return self._of([found[-1].term.id], inside=True) if found else Meaning()

    def _of(self, ids: Iterable[str], inside: bool = False) -> Meaning:
        own = frozenset(ids)
        found, open_ = set(own), list(own)
        while open_:
            one = open_.pop()
            fresh = (set(self.terminology.broader(one)) | self._also.get(one, frozenset())) - found
            found |= fresh
            open_.extend(fresh)
        return Meaning(own, frozenset(found), inside)

    def _named(self, named: Named, kinds: frozenset[str]) -> Meaning:
        """What a statement's agent, measure or condition stands for."""
        return self._of([named.id]) if named.id in self.terminology else self.meaning(named.label, kinds)

    def _kinds(self, told: Meaning, asked: Meaning) -> Truth:
        """Whether what is told is of the kind asked for; None where it may be a kind of it that is not told."""
        if not told.own or not asked.own:
            return None
        if MENTAL in told.all and NERVOUS & asked.own:
            return None  # in plain words a mental disorder is no disease of the nervous system; in MONDO it is
        if asked.own & told.all or self._worded(told, asked):
            return True
        if any(asked.own & self._perhaps.get(one, frozenset()) for one in told.all):
            return None
        narrower = told.own & asked.all or (told.inside and asked.all & told.own)
        return None if narrower else False

    def _worded(self, told: Meaning, asked: Meaning) -> bool:
        """Whether a name says it where the hierarchy does not: a B-cell acute lymphoblastic leukemia is a B-cell leukemia."""
        wanted = [words for one in asked.own if len(words := tokens(self.label(one))) > 2]
        return any(words <= tokens(self.label(one)) for words in wanted for one in told.own)

    def label(self, curie: str) -> str:
        """The label of a term."""
        term: Term | None = self.terminology.terms.get(curie)
        return term.label if term else curie


THERAPY = frozenset({"therapy", "product"})
MEASURE = frozenset({"measure"})


@lru_cache(maxsize=65536)
def tokens(text: str) -> frozenset[str]:
    """The words of a text in their normal form."""
    return frozenset(WORD.findall(normalise(text)))


@dataclass(frozen=True)
class Facts:
    """A person with what their words mean."""

    of: Candidate
    vocabulary: Vocabulary
    conditions: tuple[tuple[Condition, Meaning], ...] = ()
    events: tuple[tuple[Event, Meaning], ...] = ()
    measurements: tuple[tuple[Measurement, Meaning], ...] = ()
    absent: tuple[tuple[str, Meaning], ...] = ()
    states: frozenset[str] = field(default_factory=frozenset)
    denied: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def ground(cls, of: Candidate, vocabulary: Vocabulary) -> "Facts":
        """The person, every name of whom is looked up once."""
        return cls(
            of,
            vocabulary,
            tuple((one, vocabulary.meaning(one.name, CONDITIONS)) for one in of.conditions),
            tuple((one, vocabulary.meaning(one.name, THERAPY)) for one in of.events),
            tuple((one, vocabulary.meaning(one.name, MEASURE)) for one in of.measurements),
            tuple((word, vocabulary.meaning(word, CONDITIONS | THERAPY)) for word in of.absent),
            frozenset(normalise(word) for word in of.states),
            frozenset(normalise(word) for word in of.absent),
        )

    def is_absent(self, asked: Meaning) -> str:
        """The word under `absent` that rules out everything of this kind; "" where none does."""
        return next((word for word, meaning in self.absent if not meaning.inside and meaning.own & asked.all), "")

    def state(self, *words: str) -> Truth:
        """Whether one of these states is told (true), or told to be absent (false)."""
        names = {normalise(word) for word in words}
        return True if names & self.states else False if names & self.denied else None

    def measured(self, asked: Meaning) -> Iterator[Measurement]:
        """The latest measurements of a measure on or before the reference day, the newest first."""
        told = [
            one
            for one, meaning in self.measurements
            if (meaning.own & asked.own or asked.own & meaning.all)
            and not meaning.inside
            and (one.day is None or one.day.first <= self.of.reference)
        ]
        yield from sorted(told, key=lambda one: one.day.last if one.day else self.of.reference, reverse=True)

    def latest(self, *names: str) -> Truth:
        """The newest result of a test under one of these names: positive, negative, or None where there is none."""
        wanted = {normalise(name) for name in names}
        told = [one for one in self.of.tests if normalise(one.name) in wanted]
        told = [one for one in told if one.day is None or one.day.first <= self.of.reference]
        return max(told, key=lambda one: one.day.last if one.day else self.of.reference).positive if told else None

    def phrase(self, words: str) -> tuple[bool, str] | None:
        """The told state (True) or the word under `absent` (False) that these words speak of; None where there is none.

        A phrase is meant when its words, but for the little ones, stand in the words: all of two, most of more.
        """
        present = _stemmed(words)
        best: tuple[float, bool, str] | None = None
        for truth, told in ((True, self.of.states), (False, self.of.absent)):
            for phrase in told:
                share = _share(phrase, present)
                if share and (best is None or share > best[0]):
                    best = share, truth, phrase
        return (best[1], best[2]) if best else None

    def denial(self, words: str) -> str:
        """The word under `absent` that these words speak of; "" where there is none."""
        present = _stemmed(words)
        return (
            max(self.of.absent, key=lambda phrase: _share(phrase, present), default="")
            if any(_share(phrase, present) for phrase in self.of.absent)
            else ""
        )


WEAK = frozenset(["disease", "diseases", "severe", "moderate", "condition", "conditions", "study", "treatment", "therapy"])
LITTLE = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "as",
        "at",
        "be",
        "been",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "more",
        "no",
        "not",
        "of",
        "on",
        "or",
        "other",
        "than",
        "that",
        "the",
        "to",
        "with",
        "who",
        "within",
    ]
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its endings, for comparing phrases: stable and stability, needs and need."""
    for ending in (
        "ational",
        "ants",
        "ant",
        "ors",
        "or",
        "ization",
        "ically",
        "ility",
        "ances",
        "ance",
        "ments",
        "ment",
        "ations",
        "ation",
        "ions",
        "ion",
        "ings",
        "ing",
        "ies",
        "ive",
        "ely",
        "ed",
        "es",
        "ly",
        "le",
        "y",
        "s",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=65536)
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(words))


@lru_cache(maxsize=65536)
def _share(phrase: str, present: frozenset[str]) -> float:
    """How much of a phrase stands in the words, 0 where too little: weighed by its number of words."""
    asked = {stem(word) for word in tokens(phrase) if word not in LITTLE and word not in WEAK}
    found = asked & present
    if not asked or len(found) < min(2, len(asked)) or len(found) / len(asked) < (1 if len(asked) <= 2 else 0.6):
        return 0
    return len(found) / len(asked) + len(found) / 100
