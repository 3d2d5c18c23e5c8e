"""Graphs that tests build: trials made up of the library's own values, without reading any text."""

from pathlib import Path

from cartkg.graph.build import derive
from cartkg.graph.emission import shared_graphs, trial_graphs
from cartkg.graph.store import GraphStore
from cartkg.model import (
    Age,
    Completeness,
    Criterion,
    Diagnosis,
    Eligibility,
    Intervention,
    Mention,
    Named,
    Section,
    Source,
    Span,
    Stance,
    Target,
    Therapy,
    Threshold,
    Trial,
    TrialDate,
)
from cartkg.sources.merging import merge
from cartkg.vocabulary import Terminology

RITUXIMAB = "NCIT:C1702"
TARGETED = "cartkgv:b-cell-targeted-therapy"
BIOLOGIC = "MESH:D001688"


def source(name: str) -> Source:
    return Source(name, "clinicaltrials.gov-v2", name.encode().hex().ljust(64, "0")[:64])


def named(identifier: str) -> Named:
    return Named(Terminology.shipped()[identifier].label, identifier, "label")


def therapy(stance: Stance, agent: str, **more: object) -> Therapy:
    return Therapy(stance, named(agent), Span(1, 5), "made-up rule", **more)  # type: ignore[arg-type]


def criterion(section: Section, number: str, *therapies: Therapy, **more: object) -> Criterion:
    return Criterion(section, number, ("prior-therapy",), Span(0, 9), "made up", therapies=therapies, **more)  # type: ignore[arg-type]


def trial(number: int, low: float | None, high: float | None, whole: Completeness = Completeness.COMPLETE) -> Trial:
    """A trial `NCT9999990<number>` of these ages in years, of autologous CD19/BCMA CAR-T cells."""
    return Trial(
        f"NCT9999990{number}", source(f"made-up-{number}.json"), title=f"Made-up trial {number}",
        registry_id=f"NCT9999990{number}", phases=("PHASE2", "PHASE1"), status="RECRUITING", enrollment=12,
        sponsor="Made-up Hospital",
        dates=(TrialDate("start", "2026-01"), TrialDate("completion", "2028-06-30")),
        min_age=None if low is None else Age(low), max_age=None if high is None else Age(high), sex="ALL",
        conditions=("Systemic Lupus Erythematosus",), interventions=(Intervention("CD19/BCMA CAR-T cells"),),
        mentions=(Mention("NCT99999999", "A trial that is only named"),), modality="CAR-T", cell_source="autologous",
        targets=(Target("HGNC:1633", "CD19", "CD19/BCMA CAR-T cells"), Target("HGNC:11913", "TNFRSF17")),
        eligibility=Eligibility("made-up text", whole),
    )  # fmt: skip


def graph(*pairs: tuple[Trial, tuple[Criterion, ...]]) -> GraphStore:
    """The graph of trials with their criteria, derivations included."""
    store, words = GraphStore.in_memory(), Terminology.shipped()
    criteria = {one.id: items for one, items in pairs}
    merged = merge(one for one, _ in pairs)
    for one in merged:
        for name, triples in trial_graphs(one, criteria[one.trial.id], words):
            store.add(name, triples)
    for name, triples in shared_graphs(merged, criteria, words):
        store.add(name, triples)
    derive(store)
    return store


def sample() -> GraphStore:
    """Five trials: excluding by name, by class, by a class that leaves it out, requiring, and with a text that is cut off."""
    out, into = Section.EXCLUSION, Section.INCLUSION
    return graph(
        (trial(1, 18, 70), (criterion(out, "1", therapy(Stance.EXCLUDES, RITUXIMAB, window="P6M", anchor="screening")),)),
        (trial(2, 5, 17), (criterion(out, "2", therapy(Stance.EXCLUDES, TARGETED)),)),
        (trial(3, 5, None), (criterion(out, "3", therapy(Stance.EXCLUDES, BIOLOGIC, apart_from=(named(TARGETED),))),)),
        (
            trial(4, 18, None),
            (
                criterion(
                    into, "4", therapy(Stance.REQUIRES, RITUXIMAB, min_count=2),
                    thresholds=(
                        Threshold(Stance.REQUIRES, Named("made-up score"), ">=", "1e9", "/L", Span(2, 4), "made-up rule"),
                    ),
                    diagnoses=(Diagnosis(Stance.REQUIRES, Named("made-up state"), Span(2, 4), "made-up rule"),),
                ),
            ),
        ),
        (trial(5, 18, None, Completeness.PARTIAL), ()),
    )  # fmt: skip


def shared(name: str) -> Path:
    """A folder of the records that are not part of the repository."""
    return Path(__file__).resolve().parents[2] / "shared" / name
