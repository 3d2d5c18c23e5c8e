"""The shipped statements: well formed, of shipped trials, from a page with a day, and never more than their text shows."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cartkg import sources
from cartkg.graph.triples import Basis, criteria_triples
from cartkg.graph.triples.node import CARTKG
from cartkg.model import Completeness, Section
from cartkg.model.resources import folder
from cartkg.sources import curation
from cartkg.sources.merging import Merged, merge
from cartkg.vocabulary import Terminology

FILES = sorted(folder("data/statements").glob("*.csv"))
PAGES = sorted(folder("data/trials").glob("*.page.json"))
NOTES = Path(__file__).resolve().parents[2] / "shared" / "registry" / "notes" / "notes.csv"
WITHOUT_ADDRESS = "(a copy without an address)"
"""How a source says that nobody noted the page's address."""


@cache
def trials() -> dict[str, Merged]:
    return {merged.trial.id: merged for merged in merge(sources.read([folder("data/trials")]).trials)}


@cache
def lines(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def reviewed() -> list[Path]:
    return [path for path in FILES if any(line["reader"] == "curator" for line in lines(path))]


def test_there_are_statements_to_look_at() -> None:
    assert len(FILES) >= 113
    assert len(reviewed()) >= 108


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_well_formed_and_belongs_to_a_shipped_trial(path: Path) -> None:
    items = curation.read(path)
    assert items
    assert path.stem.split(".")[0] in trials()
    keys = [(item.criterion.section, item.criterion.number) for item in items]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_has_its_source_and_day(path: Path) -> None:
    for line in lines(path):
        assert line["source"], line
        assert date.fromisoformat(line["day"]).year >= 2024, line


@pytest.mark.parametrize("path", reviewed(), ids=lambda path: path.stem)
def test_a_reviewed_line_names_a_page(path: Path) -> None:
    for line in lines(path):
        assert (line["reader"], line["reviewer"]) == ("curator", "")
        assert line["source"].startswith(("http://", "https://")) or WITHOUT_ADDRESS in line["source"], line["source"]


@pytest.mark.parametrize("path", [path for path in reviewed() if "." not in path.stem], ids=lambda path: path.stem)
def test_the_text_is_told_by_the_page_of_the_lines(path: Path) -> None:
    merged = trials()[path.stem]
    pages = {line["source"] for line in lines(path)}
    assert merged.trial.eligibility.completeness is not Completeness.NONE
    assert merged.text_source.retrieved
    assert merged.text_source.url in pages or any(WITHOUT_ADDRESS in page for page in pages)


def test_a_trial_with_a_text_has_statements_and_no_other_has() -> None:
    told = {key for key, merged in trials().items() if merged.trial.eligibility.completeness is not Completeness.NONE}
    assert told == {path.stem.split(".")[0] for path in FILES}


def test_a_complete_text_has_both_lists() -> None:
    for key, merged in trials().items():
        if merged.trial.eligibility.completeness is Completeness.COMPLETE:
            items = curation.read(folder("data/statements") / f"{key}.csv")
            assert {item.criterion.section for item in items} == set(Section), key


def test_identifiers_are_terms_of_the_vocabulary() -> None:
    terms = Terminology.shipped().terms
    unknown = {
        (path.stem, line["term"]) for path in FILES for line in lines(path) if line["term"] and line["term"] not in terms
    }
    assert unknown == set()


def test_a_record_of_a_page_tells_of_the_text_alone() -> None:
    for path in PAGES:
        merged = trials()[path.name.split(".")[0]]
        (share,) = (share for share in merged.shares if share.source.name == path.name)
        assert merged.shares[0].source.name != path.name
        assert (share.title, share.conditions, share.interventions) == ("", (), ())
        assert merged.text_source.name == path.name


def test_the_graph_names_who_signed_an_item_and_from_where() -> None:
    path = reviewed()[0]
    signed = curation.apply((), curation.read(path))
    found = {
        (predicate, str(value))
        for _, predicate, value in criteria_triples(path.stem, signed, Basis("urn:made-up:record", "urn:made-up:program"))
    }
    first = lines(path)[0]
    assert {(CARTKG.reader, "curator"), (CARTKG.reviewedOn, first["day"]), (CARTKG.reviewSource, first["source"])} <= found


# --- against what was noted of the pages (facts of others, not shipped) -----------------------------------------------

SEEN = ("no", "partial", "complete")
NOT_TAKEN = {"NCT07058298", "NCT06710717"}  # words that are a sister trial's as well; a page that ends where they begin


@cache
def noted() -> dict[str, Completeness]:
    """The most that the pages written by people support: complete where one page showed both lists to their end."""
    found: dict[str, Completeness] = {}
    rank = (Completeness.NONE, Completeness.PARTIAL, Completeness.COMPLETE)
    for table, machine in (
        (NOTES, "machine_written_page"),
        (NOTES.parents[1] / "field-statements" / "pages.csv", "machine_written"),
    ):
        for row in lines(table):
            lists = {row["inclusion_seen"], row["exclusion_seen"]}
            text = rank[2] if lists == {"complete"} else rank[0] if lists == {"no"} else rank[1]
            if row[machine] != "yes":
                found[row["trial"]] = max(text, found.get(row["trial"], rank[0]), key=rank.index)
    return found


@pytest.mark.skipif(not NOTES.is_file(), reason="../shared is not here")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_text_is_called_fuller_than_what_was_noted(path: Path) -> None:
    """A fuller claim is wrong; a lesser one is ours to make, where the page itself points to further criteria."""
    trial = trials()[path.name.split(".")[0]].trial
    fullness = (Completeness.NONE, Completeness.PARTIAL, Completeness.COMPLETE)
    assert fullness.index(trial.eligibility.completeness) <= fullness.index(noted()[trial.id])


@pytest.mark.skipif(not NOTES.is_file(), reason="../shared is not here")
def test_every_noted_text_of_a_shipped_trial_has_statements() -> None:
    told = {key for key, text in noted().items() if text is not Completeness.NONE and key in trials()}
    assert told <= {path.stem.split(".")[0] for path in FILES} | NOT_TAKEN
