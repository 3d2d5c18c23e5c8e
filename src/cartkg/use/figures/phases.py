"""Phase by sponsor class."""

from collections.abc import Iterable, Mapping

from cartkg.graph.store import GraphStore
from cartkg.graph.view import View
from cartkg.graph.view.field import NOT_STATED, FieldTrial
from cartkg.use.figures.bars import lying
from cartkg.use.figures.counting import cells, counts, crossed, firsts, trials
from cartkg.use.figures.model import Figure, Table
from cartkg.use.figures.sheet import Sheet
from cartkg.use.figures.style import bare, key, looks

PHASES = {
    ("EARLY_PHASE1",): "early phase 1",
    ("PHASE1",): "phase 1",
    ("PHASE1", "PHASE2"): "phase 1/2",
    ("PHASE2",): "phase 2",
    ("PHASE2", "PHASE3"): "phase 2/3",
    ("PHASE3",): "phase 3",
    ("PHASE4",): "phase 4",
    ("NA",): "not applicable",
    (): NOT_STATED,
}
CLASSES = {
    "INDUSTRY": "industry", "OTHER": "hospital, university or other", "OTHER_GOV": "other government", "NIH": "NIH",
    "FED": "US federal", "NETWORK": "network", "INDIV": "individual", "UNKNOWN": "unknown", "AMBIG": "ambiguous",
    "": NOT_STATED,
}  # fmt: skip


def _phase(trial: FieldTrial) -> str:
    return PHASES.get(trial.phases, "/".join(trial.phases).lower())


def _class(trial: FieldTrial) -> str:
    return CLASSES.get(trial.sponsor_class, trial.sponsor_class.lower())


def _classes(words: Iterable[str]) -> list[str]:
    """Classes in the order of the registry's own list, what is not stated at the end."""
    places = {word: place for place, word in enumerate(CLASSES.values())}
    return sorted(words, key=lambda word: (word == NOT_STATED, places.get(word, len(places)), word))


def table(store: GraphStore, _: Mapping[str, str]) -> Table:
    """A row for each phase and class of sponsor."""
    known = View.of(store).field()
    crossing = crossed(known.trials, lambda t: (_phase(t),), lambda t: (_class(t),))
    named = [*PHASES.values(), *sorted({phase for phase, _ in crossing} - set(PHASES.values()))]
    classes = _classes([*CLASSES.values(), *sorted({word for _, word in crossing} - set(CLASSES.values()))])
    caption = (
        f"{trials(len(known.trials))} of the field, each counted once; the classes are the registry's, for the lead sponsor.",
        f"{known.lacking(lambda t: t.phases)} state no phase, {known.lacking(lambda t: t.sponsor_class)} no class of sponsor. "
        "“Not applicable” is what the record says.",
    )
    rows = cells(crossing, named, classes)
    return Table(FIGURE.title, ("phase", "sponsor_class", "trials"), rows, caption, known.days)


def plot(data: Table) -> Sheet:
    """Lying bars, a bar a phase."""
    bars = firsts(data.rows)
    parts = _classes(firsts(data.rows, 1))
    height = 0.3 * len(bars)
    sheet = Sheet(data.title, data.words, height + 0.55)
    axes, found = sheet.axes(1.2, 0.08, 5.8, height), looks(parts)
    lying(axes, bars, parts, counts(data.rows), found)
    axes.set_xlabel("trials")
    bare(axes, "bottom")
    key(axes, parts, found, "lower right")
    return sheet


FIGURE = Figure(
    "phase-sponsor",
    "Phase by class of sponsor",
    "A bar is a phase, its parts are the classes of lead sponsors, the number at its end is the number of trials.",
    table,
    plot,
)
