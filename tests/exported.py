"""A made-up graph whose names hold what breaks files: quotes, commas, line breaks, tabs, bars, Chinese and Greek letters."""

from dataclasses import replace

from cartkg.graph.store import GraphStore
from cartkg.model import Intervention, Section, Site, Stance, Therapy, TrialDate
from graphs import RITUXIMAB, criterion, graph, named, source, therapy, trial

SPONSOR = 'Made-up "Hospital", 协和; Κλινική | Ward\t7'
TITLE = "Made-up trial\nof 'two' lines, \"quoted\" <b> & β-cells\\"
WINDOWED: dict[str, str] = {"window": "P6M", "anchor": "screening"}
BERLIN = Site("Charité, Haus 1", "Berlin", "", "Germany")
BEIJING = Site('北京 "协和" Hospital', "Beijing", "", "China")


def awkward() -> GraphStore:
    """Three trials: two of one awkward sponsor at two sites, one that says nothing but its ages."""
    out, into = Section.EXCLUSION, Section.INCLUSION
    first = replace(
        trial(1, 18, 70), title=TITLE, sponsor=SPONSOR, sites=(BERLIN, BEIJING), status="RECRUITING",
        conditions=("Systemic Lupus Erythematosus", "Lupus Nephritis", "nothing, that has; a term"),
        interventions=(Intervention("KYV-101"),), named_products=("cartkgv:product-kyv-101",),
    )  # fmt: skip
    second = replace(trial(2, 5, 17), sponsor=SPONSOR, sites=(BERLIN,), dates=(TrialDate("start", "2025"),))
    third = replace(trial(3, None, None), targets=(), conditions=(), dates=(), source=source("made-up-3.json"))
    excludes: Therapy = therapy(Stance.EXCLUDES, RITUXIMAB, **WINDOWED)
    requires = therapy(Stance.REQUIRES, "CHEBI:44185", min_count=1)
    exception = therapy(Stance.PERMITS, RITUXIMAB, exception=True)
    return graph(
        (first, (criterion(out, "9.1.2", excludes, exception), criterion(into, "3", requires))),
        (second, (criterion(out, "1", therapy(Stance.EXCLUDES, RITUXIMAB, cohort="δ cohort; \"two\"")),)),
        (third, ()),
    )  # fmt: skip


__all__ = ["BEIJING", "BERLIN", "SPONSOR", "TITLE", "awkward", "named"]
