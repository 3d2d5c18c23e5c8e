"""How far a cue reaches: from its words to where its clause, its list or its exception ends."""

from cartkg.eligibility.clauses import Words, word_set
from cartkg.eligibility.stance.cues import Cue, Effect

BASES = frozenset({Effect.PERMISSION, Effect.ALLOWANCE, Effect.PROHIBITION, Effect.DEMAND})
ENDS = frozenset({Effect.EXCEPTION, Effect.UNLESS, Effect.AFFIRMATION, Effect.CONDITION})
TURNS = frozenset({Effect.NEGATION, Effect.WASHOUT})
BOUNDARIES = frozenset({",", "and", "or", "/", "，", "、"})
PREDICATE = word_set(
    "is are was were be has have had must should will agree agrees agreed able willing adequate sufficient normal stable "
    "meet meets use take remain ≥ ≤ < > at"
)
PERSONS = word_set("patients subjects participants individuals those women men")
COMPARATORS = frozenset("<>≤≥=≦≧")
SUBJECT = word_set("who whose which that with having patients subjects participants have has had")
WIDER = word_set(
    "other apart aside besides"
)  # "malignancy other than X, except Y": Y is carved out of the malignancy, not of X
JOINED_BY_HYPHEN = word_set("infected diagnosed relapsed confirmed of in a an")
COPULA = word_set("has have had is are was were be been must should test tests tested result results for of being")
CONDITIONS = word_set("if when unless provided eligible allowed permitted enrolled included")
RESUMING = word_set("planned plan plans anticipated expected scheduled current ongoing use who whose history")
ASIDE = word_set(
    "if when given including such e as with in which who that used at for taken administered provided like even and or"
)
MORE, BEYOND = word_set("more greater higher less lower"), word_set("above below over under")
TIME = word_set("hour hours day days week weeks month months year years")


def forward(words: Words, cues: tuple[Cue, ...], cue: Cue) -> range:
    """The tokens that a negation or a washout reaches: on to the end of its clause, of its list, or to the next turn."""
    end = clause_end(words, cue.first)
    for index in same_level(words, cue, cue.last, end):
        other = starting(cues, index)
        if other and (other.effect in ENDS | BASES or (other.effect in TURNS and _joined(words, index))):
            return range(cue.last, index)
        if words.word(index) in BOUNDARIES and _new_predicate(words, cues, index, end):
            return range(cue.last, index)
        if words.word(index) == "," and words.word(index + 1) == "with" and words.word(index + 2) not in {"or", "and"}:
            return range(cue.last, index)  # "no liver failure, with values that …"
    return range(cue.last, end)


def phrase(words: Words, cue: Cue) -> range:
    """The tokens of the verb phrase after "unable to": to the next comma, conjunction or bracket."""
    end = clause_end(words, cue.first)
    return range(cue.last, next((i for i in range(cue.last, end) if words.word(i) in BOUNDARIES | {"("}), end))


def exception(words: Words, cues: tuple[Cue, ...], cue: Cue) -> range:
    """The tokens that "except" or "unless" carves out: to the clause's end; to the first comma where it opens a sentence."""
    end = clause_end(words, cue.first)
    bracketed = words.clauses[words.clause_of[cue.first]].outer >= 0
    before = range(clause_start(words, cue.first), cue.first)
    opens = not bracketed and not any(words.word(i)[:1].isalnum() for i in before)
    for index in same_level(words, cue, cue.last, end):
        other = starting(cues, index)
        carved_again = other is not None and (
            other.effect is Effect.UNLESS or (other.effect is Effect.EXCEPTION and words.word(cue.first) in WIDER)
        )
        if (opens and words.word(index) == ",") or carved_again or _resumes(words, index):
            return range(cue.last, index)
    return range(cue.last, end)


def _resumes(words: Words, index: int) -> bool:
    """Whether after an exception the list goes on: ", or planned use", "or who"."""
    next_ = words.word(index + 2) if words.word(index + 1) in ("or", "and") else words.word(index + 1)
    return words.word(index) in BOUNDARIES and next_ in RESUMING


def item(words: Words, cues: tuple[Cue, ...], cue: Cue) -> range:
    """The tokens after "with or without", "if", "for patients with": to the next comma, colon or base cue."""
    end = clause_end(words, cue.first)
    for index in same_level(words, cue, cue.last, end):
        other = starting(cues, index)
        if words.word(index) in {",", ":"} or (other and other.effect in BASES):
            return range(cue.last, index)
    return range(cue.last, end)


def denied(words: Words, cue: Cue) -> range:
    """The tokens before "negative", "is ruled out" that it denies: back over the list to the verb or the clause's start.

    "-naive" and "-free" deny only what they are joined to.
    """
    start, index = clause_start(words, cue.first), cue.first
    ends = (
        SUBJECT
        | CONDITIONS
        | COMPARATORS
        | {":", ";", "positive"}
        | (BOUNDARIES | JOINED_BY_HYPHEN if "-" in (words.word(cue.first), words.word(cue.first - 1)) else frozenset())
    )
    while index > start and words.word(index - 1) in COPULA:
        index -= 1
    while index > start and words.word(index - 1) not in ends:
        index -= 1
    return range(index, cue.first)


def clause(words: Words, cues: tuple[Cue, ...], cue: Cue) -> range:
    """The tokens that a permission, prohibition or demand is about: its clause, without what has a base of its own.

    A permission in the midst of a list ("A, B on stable C allowed, D") is about its own member.
    """
    if cue.effect is Effect.PERMISSION and (start := _own_member(words, cue)) >= 0:
        return range(start, cue.last)
    return range(_back(words, cues, cue), _on(words, cues, cue))


def _own_member(words: Words, cue: Cue) -> int:
    """Where the list's member starts that a bare "allowed" between two commas closes; -1 where it is about more."""
    bare = cue.last == cue.first + 1 and words.word(cue.last) == "," and words.word(cue.last + 1) not in ASIDE | CONDITIONS
    start = clause_start(words, cue.first)
    comma = max((i for i in same_level(words, cue, start, cue.first) if words.word(i) == ","), default=-1)
    joined = any(words.word(i) in {"and", "or"} for i in range(comma + 1, cue.first))
    return comma if bare and comma >= 0 and not joined else -1


def _back(words: Words, cues: tuple[Cue, ...], cue: Cue) -> int:
    start = clause_start(words, cue.first)
    for index in reversed(same_level(words, cue, start, cue.first)):
        other = starting(cues, index)
        if words.word(index) == ":" and not _list_ahead(words, index, start):
            return index
        if other and other.effect is Effect.EXCEPTION and index > start:
            return index
        if words.word(index) in BOUNDARIES and (_closed(words, cues, start, index) or _spliced(words, start, index, cue.first)):
            return index
    return start


def _on(words: Words, cues: tuple[Cue, ...], cue: Cue) -> int:
    end = clause_end(words, cue.first)
    for index in same_level(words, cue, cue.last, end):
        other = starting(cues, index)
        if other and other.effect in (Effect.EXCEPTION, Effect.UNLESS):
            return index
        if words.word(index) in BOUNDARIES and _has_base(words, cues, index + 1, end):
            return index
    return end


def _list_ahead(words: Words, index: int, start: int) -> bool:
    return any(words.word(i) == "following" for i in range(start, index))


def _closed(words: Words, cues: tuple[Cue, ...], start: int, index: int) -> bool:
    """Whether what stands before a comma is a statement of its own (it has its base, or before a comma its window)."""
    timed = words.word(index) == "," and any(words.word(i) in TIME for i in range(start, index))
    return timed or any(c.effect in BASES and start <= c.first < index for c in cues)


def _spliced(words: Words, start: int, index: int, end: int) -> bool:
    """Whether a comma starts a sentence of its own: "A, B or C, D is allowed", "oral steroids, inhaled steroids are allowed".

    A comma between adjectives ("acute, low-dose, systemic steroids") starts none.
    """
    if words.word(index) != ",":
        return False
    level = words.clause_of[index]
    before = [words.word(i) for i in range(start, index) if words.clause_of[i] == level]
    after = [words.word(i) for i in range(index + 1, end) if words.clause_of[i] == level]
    if not after or after[0] in ASIDE or {"and", "or", ","} & set(after) or {"who", "that"} & set(before):
        return False
    capital = words.text[words.tokens[index + 1].start].isupper() and len(before) > 1
    repeated = bool(before) and len(before[-1]) > 4 and before[-1] in after
    return capital or repeated or bool({"and", "or"} & set(before))


def _new_predicate(words: Words, cues: tuple[Cue, ...], index: int, end: int) -> bool:
    """Whether after the comma or conjunction at `index` something else is said than one more member of a list."""
    first = index + 2 if words.word(index) == "," and words.word(index + 1) in ("and", "or") else index + 1
    if words.word(first) in PREDICATE:
        return True
    last = next((i for i in range(first, end) if words.word(i) in BOUNDARIES), end)
    persons = any(words.word(i) in PERSONS and words.word(i + 1) in {"with", "who"} for i in range(first, last))
    compares = words.word(index) == "," and any(words.word(i) in COMPARATORS or _is_more(words, i) for i in range(first, last))
    return compares or persons or _has_base(words, cues, first, last)


def _is_more(words: Words, index: int) -> bool:
    """Whether a comparison with a number is spelled out at `index`: "more than 90 %", "above 7"."""
    than = index + 2 if words.word(index) in MORE and words.word(index + 1) == "than" else index + 1
    return words.word(index) in MORE | BEYOND and words.word(than)[:1].isdigit()


def _has_base(words: Words, cues: tuple[Cue, ...], first: int, last: int) -> bool:
    last = next((i for i in range(first, last) if words.word(i) in BOUNDARIES), last)
    level = words.clause_of[first] if first < len(words.tokens) else -1
    return any(c.effect in BASES and first <= c.first < last and words.clause_of[c.first] == level for c in cues)


def _joined(words: Words, index: int) -> bool:
    return words.word(index - 1) in BOUNDARIES or words.word(index) == "nor"


def same_level(words: Words, cue: Cue, first: int, last: int) -> list[int]:
    """The tokens [first, last) of the cue's own clause, without those in brackets within it."""
    level = words.clause_of[cue.first]
    return [index for index in range(first, last) if words.clause_of[index] == level]


def starting(cues: tuple[Cue, ...], index: int) -> Cue | None:
    """The cue that starts at a token, if one does."""
    return next((cue for cue in cues if cue.first == index), None)


def clause_start(words: Words, index: int) -> int:
    """The first token of the clause that a token stands in."""
    return words.clauses[words.clause_of[index]].first


def clause_end(words: Words, index: int) -> int:
    """The end of the clause that a token stands in."""
    return words.clauses[words.clause_of[index]].last
