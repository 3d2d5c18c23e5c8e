"""What an answer says, in a sentence and a tally: how many trials do, do not, and of how many it cannot be known.

The tally of a question that names unknown trials has three values. A trial without a row counts as one that does not say it
only where its whole text is at hand (docs/questions.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cartkg.ask.questions import Answer
from cartkg.graph.queries import Query
from cartkg.server.asking.around import Around

# What the trials of an answer do: for one trial, for several, for those whose whole texts are silent. {…} is a parameter.
SAYS: Mapping[str, tuple[str, str, str]] = {
    "excludes-prior-therapy": (
        "excludes people who had {agent}", "exclude people who had {agent}", "",
    ),
    "excludes-therapy-class": (
        "excludes people for {class}, a member of it or a wider class",
        "exclude people for {class}, a member of it or a wider class",
        "",
    ),
    "exclusions-without-window": (
        "excludes a therapy without saying in what time", "exclude a therapy without saying in what time", "",
    ),
    "permits-therapy": (
        "says that {agent}, a member of it or a class that holds it is allowed",
        "say that {agent}, a member of it or a class that holds it is allowed",
        "do not say that {agent} is allowed",
    ),
    "requires-prior-therapy": (
        "wants {agent}, a member of it or a class that holds it to have been tried",
        "want {agent}, a member of it or a class that holds it to have been tried",
        "do not ask for {agent}",
    ),
    "washouts": (
        "states a time for {agent}, a member of it or a class that holds it",
        "state a time for {agent}, a member of it or a class that holds it",
        "state no time for {agent}",
    ),
    "organ-limits": ("sets a limit on {measure}", "set a limit on {measure}", "set no limit on {measure}"),
    "infections": ("names an infection", "name an infection", "name no infection"),
    "malignancies": ("speaks of malignancy", "speak of malignancy", "do not speak of malignancy"),
    "vaccines": ("speaks of vaccines", "speak of vaccines", "do not speak of vaccines"),
    "transplantations": ("speaks of transplantation", "speak of transplantation", "do not speak of transplantation"),
    "pregnancy": ("speaks of reproduction", "speak of reproduction", "do not speak of reproduction"),
    "half-life-windows": ("states a window in half-lives", "state a window in half-lives", "state no window in half-lives"),
    "uln-limits": (
        "sets a multiple of the upper limit of normal", "set multiples of the upper limit of normal", "set none",
    ),
    "incomplete-texts": (
        "shows its eligibility text in part or not at all", "show their eligibility text in part or not at all", "",
    ),
    "conflicts": ("has a field that its own text contradicts", "have a field that their own text contradicts", ""),
    "washout-shorter-than-recommended": (
        "excludes for a shorter time than recommended", "exclude for a shorter time than recommended", "",
    ),
    "washout-longer-than-recommended": (
        "excludes for a longer time than recommended", "exclude for a longer time than recommended", "",
    ),
    "trials-of-disease": ("studies {disease} or something narrower", "study {disease} or something narrower", ""),
    "trials-by-target": ("aims at {target}", "aim at {target}", ""),
}  # fmt: skip
VERDICTS = {  # of each word: for one trial, for several
    "excludes": ("excludes", "exclude"),
    "excludes-within": ("excludes within a time", "exclude within a time"),
    "excludes-in-part": ("excludes in part", "exclude in part"),
    "requires": ("requires", "require"),
    "permits": ("permits", "permit"),
    "does-not-exclude": ("does not exclude", "do not exclude"),
    "open": ("is open", "are open"),
    "closed": ("is closed", "are closed"),
    "not-stated": ("does not state it", "do not state it"),
}
UNKNOWN = ("not-stated",)
BY = {
    "named": "by its own name",
    "class": "through its drug class",
    "member": "by a member of it",
    "wider": "by a wider class",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A value of the tally: its word, how many trials, which, and where on the page they stand."""

    word: str
    trials: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentence over an answer; its tally (empty where the answer has no three values); why trials are not known."""

    sentence: str
    tally: tuple[Share, ...] = ()
    why: str = ""


def lead(question: Query, given: Mapping[str, str], answer: Answer, around: Around) -> Lead:
    """The sentence and the tally of an answer."""
    values = {p.name: around.terms.label(given.get(p.name) or p.default) for p in question.parameters}
    if "verdict" in answer.columns:
        return _verdicts(answer, around, values)
    if answer.columns[0] != "trial":
        return Lead(_counted(answer, "count" in question.tags))
    answered = tuple(dict.fromkeys(row[0] for row in answer.rows))
    sentence = _sentence(question, values, answered, answer)
    if not question.unknown:
        return Lead(sentence)
    silent = _silent(answered, answer.unknown, around, given.get("population", "all"))
    words = SAYS.get(question.name, ("", "", "do not say it"))
    tally = (
        Share(_share(question.name), answered, "answer"),
        Share("does not exclude" if question.name.startswith("excludes") else words[2].format(**values), silent, "silent"),
        Share("not stated", answer.unknown, "not-stated"),
    )
    return Lead(sentence, tally, why(answer.unknown, around))


def _share(name: str) -> str:
    return "excludes" if name.startswith("excludes") else "states it"


def _sentence(question: Query, values: Mapping[str, str], answered: tuple[str, ...], answer: Answer) -> str:
    if question.name not in SAYS:
        rows = len(answer.rows)
        return f"{rows:,} {'row' if rows == 1 else 'rows'} of {_trials(len(answered))}."
    one, several, _ = SAYS[question.name]
    said = (one if len(answered) == 1 else several).format(**values)
    ways = _ways(answer)
    count = _trials(len(answered)) if answered else "No trial is known to"
    return f"{count} {said}{f' ({ways})' if ways else ''}."


def _ways(answer: Answer) -> str:
    """How many trials speak by which way of naming, where the answer tells."""
    if "how" not in answer.columns:
        return ""
    how = answer.columns.index("how")
    pairs = Counter(way for _, way in {(row[0], row[how]) for row in answer.rows})
    return ", ".join(f"{pairs[way]:,} {words}" for way, words in BY.items() if pairs[way])


def _silent(answered: Iterable[str], unknown: Iterable[str], around: Around, population: str) -> tuple[str, ...]:
    """The trials whose whole text is at hand and says nothing of it."""
    out = {*answered, *unknown}
    return tuple(
        trial
        for trial, text in sorted(around.texts.items())
        if text == "complete" and trial not in out and population in ("all", around.populations[trial])
    )


def why(unknown: Iterable[str], around: Around) -> str:
    """Why it is not stated of the unknown trials, in a sentence; "" where there are none."""
    texts = Counter(around.texts.get(trial, "none") for trial in unknown)
    parts = [f"{words} ({count:,})" for words, count in (("in part", texts["partial"]), ("not at all", texts["none"])) if count]
    if not parts:
        return ""
    one = texts.total() == 1
    shown = "its source shows its" if one else "their sources show their"
    return f"{texts.total():,} {'does' if one else 'do'} not state it, because {shown} text {' or '.join(parts)}."


def _verdicts(answer: Answer, around: Around, values: Mapping[str, str]) -> Lead:
    """The tally of an answer that gives every trial a verdict; a trial with several counts under each."""
    column = answer.columns.index("verdict")
    found: dict[str, dict[str, None]] = {}
    for row in answer.rows:
        found.setdefault(row[column], {})[row[0]] = None
    order = [verdict for verdict in VERDICTS if verdict in found] + sorted(set(found) - set(VERDICTS))
    tally = tuple(Share("not stated" if v in UNKNOWN else v, tuple(found[v])) for v in order)
    unknown = [trial for verdict in UNKNOWN for trial in found.get(verdict, ())]
    of = next((label for name, label in values.items() if name in ("agent", "condition", "class")), "")
    told = [v for v in order if not of or v not in UNKNOWN]
    parts = [f"{len(found[v]):,} {VERDICTS.get(v, (v, v))[len(found[v]) != 1]}" for v in told]
    if not of:
        return Lead(_by_age(values, parts), tally)
    sentence = f"{of[:1].upper()}{of[1:]}: of {_trials(len({row[0] for row in answer.rows}))} {', '.join(parts)}."
    return Lead(sentence, tally, why(unknown, around))


def _by_age(values: Mapping[str, str], parts: Iterable[str]) -> str:
    """The sentence of a verdict on an age: a trial without a row is closed at that age by its own bounds."""
    at = f"At {values['age']} years " if "age" in values else ""
    return f"{at}{', '.join(parts)}; the others are closed by their bounds."


def _counted(answer: Answer, ranked: bool) -> str:
    """The sentence of an answer whose rows are values or terms and not trials."""
    rows = f"{len(answer.rows):,} {'row' if len(answer.rows) == 1 else 'rows'}"
    if not ranked or "trials" not in answer.columns or not answer.rows:
        return rows + "."
    column = answer.columns.index("trials")
    most = max(answer.rows, key=lambda row: int(row[column] or 0))
    label = next((cell for name, cell in zip(answer.columns, most, strict=True) if name.endswith(("label", "symbol"))), most[0])
    return f"{rows}; most trials: {label or 'not stated'} ({int(most[column] or 0):,})."


def _trials(count: int) -> str:
    return f"{count:,} {'trial' if count == 1 else 'trials'}"
