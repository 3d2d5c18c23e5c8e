"""Plain words to a named question: "pediatric trials that exclude prior rituximab" to `excludes-prior-therapy`.

The words are compared with each question's summary and its aliases (`#+ aliases:`, plain phrases that ask the same). Words that
name a value of a parameter (a drug, a disease, a population, a phase, a country, an age) fill it, and count on both sides as
"some drug", "some population". Nothing is guessed: where two questions fit equally, where none fits well, or where the words
name two values for one parameter, the answer is candidates and not a match.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import fuzz

from cartkg.ask.questions import listed
from cartkg.graph.parameters import Parameter, Type
from cartkg.graph.queries import Query
from cartkg.vocabulary import Terminology

LEAST = 0.53  # a weaker likeness is no answer
LEAD = 0.04  # how far the best must be ahead of the next
SUMMARY = 0.8  # a summary explains more than it asks, so that a likeness to it weighs less than one to an alias
SAME_WORD = 84  # likeness of two spellings of one word, of 100
SHOWN = 4  # candidates named

IDLE = frozenset(
    re.findall(
        r"\w+",
        "a an all and any are as at be been by can do does each find for from give had has have i in is it its list me my "
        "now of on or our please show some tell that the their there these they this those to trial trials study studies want "
        "was we what which who whom whose will with you",
    )
)

CHOICES: Mapping[str, tuple[str, ...]] = {
    "pediatric-only": ("pediatric only", "paediatric only", "children only", "only children", "kids only", "only kids"),
    "under-18": (
        "under 18", "pediatric", "paediatric", "pediatrics", "paediatrics", "children", "child", "kids", "minors",
        "adolescents",        "teenagers", "people under 18", "younger than 18",
    ),
    "admits-minors": ("admits minors", "admit minors", "admitting minors", "minors and adults", "children and adults"),
    "adult-only": ("adult only", "adults only", "only adults", "adults", "adult"),
    "PHASE1": ("phase 1", "phase i"), "PHASE2": ("phase 2", "phase ii"), "PHASE3": ("phase 3", "phase iii"),
    "PHASE4": ("phase 4", "phase iv"), "EARLY_PHASE1": ("early phase 1", "early phase"),
    "RECRUITING": ("recruiting",), "NOT_YET_RECRUITING": ("not yet recruiting",), "COMPLETED": ("completed", "finished"),
    "ACTIVE_NOT_RECRUITING": ("active not recruiting",), "TERMINATED": ("terminated",), "WITHDRAWN": ("withdrawn",),
    "SUSPENDED": ("suspended",), "ENROLLING_BY_INVITATION": ("enrolling by invitation", "by invitation"),
    "INDUSTRY": ("industry", "companies", "company"), "allogeneic": ("allogeneic", "off the shelf", "donor derived"),
    "autologous": ("autologous",), "in-vivo": ("in vivo",), "in-vivo-CAR": ("in vivo car",), "CAR-NK": ("car nk",),
    "CAR-Treg": ("car treg", "regulatory t cell"), "CAAR-T": ("caar t",), "TCR-T": ("tcr t",), "CAR-T": ("car t",),
    "single": ("single target", "single"), "dual": ("dual target", "dual", "bispecific"),
    "triple-or-more": ("triple target", "triple"),
    "unknown": ("unknown",), "not-stated": ("not stated",),
    "rheumatology": ("rheumatology", "rheumatological"), "neurology": ("neurology", "neurological"),
    "nephrology": ("nephrology", "kidney"), "haematology": ("haematology", "hematology"), "dermatology": ("dermatology",),
    "endocrinology": ("endocrinology",), "gastroenterology": ("gastroenterology",),
}  # fmt: skip


NOT = r"\b(?:(?:do|does|did|will|would|can|should)\s+)?(?:not|never|dont|doesnt|wont|cannot|cant)\s+(?:to\s+)?"
ADMIT = r"(?:allow|permit|accept|admit|take|let\s+in)(?:s|ed|ing|ted|ting)?"
REFUSE = r"(?:exclude|exclud|forbid|prohibit|bar|ban|refuse|reject|disallow)(?:s|d|ed|ing|den|ding|red|ned)?"
NEGATED = (  # in this order: what is denied first, so that "do not allow" never reads as "allow"
    (re.compile(rf"{NOT}{REFUSE}\b"), "notexclude"),
    (re.compile(rf"{NOT}{ADMIT}\b"), "exclude"),
    (re.compile(rf"{NOT}(?:require|requir|need|demand|ask\s+for)(?:s|d|ed|ing)?\b"), "notrequire"),
    (re.compile(r"\bwithout\s+(?:an?\s+)?exclusions?\b"), "notexclude"),
    (re.compile(r"\b(?:forbid|prohibit|disallow|refuse|reject|keep\s+out)(?:s|d|ed|ing|den|ding)?\b"), "exclude"),
    (re.compile(r"\b(?:previous|previously|earlier|past)\b"), "prior"),
)


@dataclass(frozen=True, slots=True)
class Understood:
    """The question that the words ask, the parameters that they fill, and why: the phrase it was known by."""

    question: Query
    parameters: Mapping[str, str]
    why: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """No single question: the nearest ones, best first, and why none was taken."""

    matches: tuple[Understood, ...]
    why: str


@dataclass(frozen=True)
class AskedWords:
    """Words as they were typed."""

    words: str

    @cached_property
    def form(self) -> str:
        """Lower case, one space between words, hyphens as spaces, a negated verb as what it means."""
        form = " ".join(re.findall(r"[\w.+/]+", re.sub(r"[’']", "", self.words.lower()).replace("-", " ")))
        for pattern, meaning in NEGATED:
            form = pattern.sub(meaning, form)
        return form

    @cached_property
    def terms(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, identifier and surface of each term that the words name."""
        kinds = ("therapy", "condition", "antigen", "measure", "country")
        found = [m for kind in kinds for m in Terminology.shipped().find(self.words, (kind,))]
        return tuple((mention.term.kind, mention.term.id, mention.surface) for mention in found)


def find(words: str, questions: Iterable[Query] | None = None) -> Understood | Candidates:
    """The question that `words` ask with its parameters, or candidates where no single one fits."""
    asked, known = AskedWords(words), tuple(questions or listed())
    weights = _weights(known)
    ranked = sorted((_best(asked, question, weights) for question in known), key=lambda m: (-m.score, m.question.name))
    nearest = tuple(match for match in ranked[:SHOWN] if match.score > 0)
    if not nearest or nearest[0].score < LEAST:
        return Candidates(nearest, "no question is like these words")
    if len(nearest) > 1 and nearest[0].score - nearest[1].score < LEAD:
        return Candidates(tuple(m for m in nearest if nearest[0].score - m.score < LEAD), "several questions fit equally")
    twice = [p.name for p in nearest[0].question.parameters if len({value for value, _ in _values(asked, p)}) > 1]
    if twice:
        return Candidates(nearest[:1], f"the words name several values for {twice[0]}")
    strange = _strange(asked, nearest[0].question)
    if strange:
        return Candidates(nearest, f"nothing in the nearest question stands for: {', '.join(strange)}")
    return nearest[0]


def _best(asked: AskedWords, question: Query, weights: Mapping[str, float]) -> Understood:
    """How like the words are to the question's nearest phrase, with the parameters that they fill."""
    tokens = _tokens(asked, question)
    scored = [
        (_likeness(tokens, _tokens(AskedWords(phrase), question), weights) * share, phrase)
        for phrase, share in _phrases(question)
    ]
    score, phrase = max(scored)
    return Understood(question, {p.name: v for p in question.parameters for v, _ in _values(asked, p)[:1]}, phrase, score)


def _strange(asked: AskedWords, question: Query) -> list[str]:
    """The words that no phrase of the question knows: leaving them out would answer something else."""
    known = frozenset().union(*(_tokens(AskedWords(phrase), question) for phrase, _ in _phrases(question)))
    ours = (word for word in _tokens(asked, question) if not word.startswith("<"))
    return sorted(word for word in ours if not any(_same(word, other) for other in known))


def _phrases(question: Query) -> Iterator[tuple[str, float]]:
    yield question.name.replace("-", " "), 1.0
    yield question.summary, SUMMARY
    yield from ((alias, 1.0) for alias in question.aliases)


def _tokens(asked: AskedWords, question: Query) -> frozenset[str]:
    """The words that count; those that fill a parameter stand as `<parameter>`."""
    form = f" {asked.form} "
    for parameter in question.parameters:
        for _, surface in _values(asked, parameter):
            form = form.replace(f" {AskedWords(surface).form} ", f" <{parameter.name}> ")
    return frozenset(_stem(word) for word in form.split() if word not in IDLE)


@cache
def _values(asked: AskedWords, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """The values of a parameter that the words name, each with the words that name it."""
    if parameter.choices:
        return tuple(_choices(asked.form, parameter.choices))
    if parameter.type is Type.NUMBER:
        return tuple(
            (age, whole) for whole, age in re.findall(r"((\d{1,2}) years? olds?|age (?:of )?\d{1,2})", asked.form) if age
        )
    if parameter.is_term:
        return tuple((identifier, surface) for kind, identifier, surface in asked.terms if kind == parameter.of)
    return tuple(_words(asked, parameter))


def _choices(form: str, choices: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each choice that is named, longest names first, no word twice: "not yet recruiting" is not "recruiting"."""
    left = f" {form} "
    named = [(phrase, choice) for choice in choices for phrase in CHOICES.get(choice, ())]
    for phrase, choice in sorted(named, key=lambda pair: (-len(pair[0]), pair)):
        if f" {phrase} " in left:
            left = left.replace(f" {phrase} ", "  ")
            yield choice, phrase


def _words(asked: AskedWords, parameter: Parameter) -> Iterator[tuple[str, str]]:
    if parameter.of == "country":
        shipped = Terminology.shipped()
        yield from ((shipped[identifier].label, surface) for kind, identifier, surface in asked.terms if kind == "country")
    elif parameter.of == "date":
        yield from ((year, year) for year in re.findall(r"\b(20\d\d(?:-\d\d)?)\b", asked.words))


def _likeness(asked: frozenset[str], phrase: frozenset[str], weights: Mapping[str, float]) -> float:
    """Twice the weight of the shared words over the weight of all words: 1 where they are the same, 0 where none is shared."""
    shared = sum(_weight(word, weights) for word in asked if any(_same(word, other) for other in phrase))
    total = sum(_weight(word, weights) for word in asked | phrase) + sum(_weight(word, weights) for word in asked & phrase)
    return min(1.0, 2 * shared / total) if total else 0.0


def _same(one: str, other: str) -> bool:
    """Whether two words are one, a slip of the pen allowed for in long ones."""
    return one == other or (min(len(one), len(other)) > 4 and "<" not in one + other and fuzz.ratio(one, other) >= SAME_WORD)


def _weight(word: str, weights: Mapping[str, float]) -> float:
    return weights.get(word, max(weights.values(), default=1.0))


def _weights(questions: tuple[Query, ...]) -> Mapping[str, float]:
    """A word that few questions use says more than one that many use."""
    used = Counter(
        token
        for question in questions
        for token in frozenset().union(*(_tokens(AskedWords(p), question) for p, _ in _phrases(question)))
    )
    return {word: 1 + math.log(len(questions) / count) for word, count in used.items()}


def _stem(word: str) -> str:
    """A word without its plural or verbal ending."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3 and not word.startswith("<"):
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 and not word.startswith("<") else word
