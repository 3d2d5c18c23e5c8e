"""Checking and refreshing the vocabulary against releases, and asking what words would be grounded to."""

import gzip
from pathlib import Path

import pytest

from cartkg.model import Term
from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.vocabulary import COLUMNS, Terminology
from cartkg.vocabulary.upkeep import Release, check_pairs, check_tables, check_vocabulary, lookup, read_release, refresh
from cartkg.vocabulary.upkeep.releases import curie_of

RELEASES = Path(__file__).parent / "releases"
FORMS = sorted(RELEASES.glob("fevers*"))
SHARED = Path(__file__).resolve().parents[2] / "shared" / "terms"
HEADER = "\t".join(COLUMNS)


def release() -> Release:
    return read_release(RELEASES / "fevers.obo")


def table(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A table of (id, label, synonyms, parents)."""
    lines = [f"{i}\t{label}\t{synonyms}\t\t{parents}\t\tmade up\t" for i, label, synonyms, parents in rows]
    (path / "fevers.tsv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_there_is_an_example_of_every_form() -> None:
    assert [path.suffix for path in FORMS] == [".tsv", ".json", ".obo", ".owl"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_all_forms_say_the_same(path: Path) -> None:
    read = read_release(path)
    assert read.entries == release().entries
    assert read.date == "2031-02-03"
    assert read.prefixes == {"MONDO"}
    entry = read.entries["MONDO:0900001"]
    assert (entry.label, entry.parents) == ("moon fever", ("MONDO:0000001",))
    assert entry.synonyms == ("lunar fever", 'fever "of the moon"')
    assert (read.entries["MONDO:0900002"].obsolete, read.entries["MONDO:0900002"].replaced_by) == (True, "MONDO:0900001")


def test_a_gzipped_release_is_read(tmp_path: Path) -> None:
    packed = tmp_path / "fevers.obo.gz"
    packed.write_bytes(gzip.compress((RELEASES / "fevers.obo").read_bytes()))
    assert read_release(packed).entries == release().entries


@pytest.mark.parametrize(
    "name, content, problem",
    [
        ("a.txt", "fevers", "neither OBO"),
        ("a.owl", '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a>', "breaks off"),
        ("a.json", '{"graphs": [', "breaks off"),
        ("a.obo", "format-version: 1.2\n", "no term in it"),
    ],
)
def test_a_bad_release_is_refused_by_name(tmp_path: Path, name: str, content: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError, match=problem) as error:
        read_release(path)
    assert str(path) in error.value.place
    assert error.value.remedy


def test_a_missing_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no such file"):
        read_release(tmp_path / "none.obo")


def test_identifiers_of_iris() -> None:
    assert curie_of("http://purl.obolibrary.org/obo/MONDO_0900001") == "MONDO:0900001"
    assert curie_of("http://example.org/x_1") == "http://example.org/x_1"


def test_a_right_table_has_no_finding(tmp_path: Path) -> None:
    table(tmp_path, ("MONDO:0900001", "Moon Fevers", "", "MONDO:0000001"), ("MONDO:0000001", "disease", "", ""))
    assert check_vocabulary(tmp_path, [release()]) == []


@pytest.mark.parametrize(
    "row, problem, remedy",
    [
        (("MONDO:0900404", "sun fever", "", ""), "unknown in fevers.obo", "newer release"),
        (("MONDO:0900002", "tidal fever", "", ""), "obsolete in fevers.obo", "use MONDO:0900001 moon fever"),
        (("MONDO:0900001", "sun fever", "", ""), "is 'moon fever'", "correct the label or the identifier"),
        (("MONDO:0900001", "moon fever", "", "MONDO:0900002"), "its broader term MONDO:0900002 is obsolete", "in use"),
        (("MONDO:0900001", "moon fever", "", "MONDO:0900404"), "its broader term MONDO:0900404 is unknown", "in use"),
    ],
)
def test_each_fault_is_found_with_its_line(tmp_path: Path, row: tuple[str, str, str, str], problem: str, remedy: str) -> None:
    table(tmp_path, ("MONDO:0000001", "disease", "", ""), row)
    (finding,) = check_vocabulary(tmp_path, [release()])
    assert finding.place == f"{tmp_path / 'fevers.tsv'}:3"
    assert finding.id == row[0]
    assert problem in finding.problem
    assert remedy in finding.remedy
    assert row[0] in str(finding)


def test_a_usual_name_is_right_where_the_official_label_is_a_synonym(tmp_path: Path) -> None:
    table(tmp_path, ("MONDO:0900001", "moon sickness", "moon fever", ""))
    assert check_vocabulary(tmp_path, [release()]) == []


def test_vocabularies_without_a_release_are_not_checked(tmp_path: Path) -> None:
    table(tmp_path, ("CHEBI:1", "x", "", ""), ("cartkgv:y", "y", "", ""))
    assert check_vocabulary(tmp_path, [release()]) == []


def test_a_term_of_a_later_release_is_not_unknown_in_an_earlier_one(tmp_path: Path) -> None:
    text = f"{HEADER}\nMONDO:0900009\tnew fever\t\t\t\t\tMONDO 2032-01-01\t\n"
    (tmp_path / "fevers.tsv").write_text(text, encoding="utf-8")
    assert check_vocabulary(tmp_path, [release()]) == []
    (tmp_path / "fevers.tsv").write_text(text.replace("2032", "2030"), encoding="utf-8")
    assert len(check_vocabulary(tmp_path, [release()])) == 1


def test_identifiers_of_a_graph_are_checked() -> None:
    pairs = [("MONDO:0900001", "moon fever"), ("MONDO:0900002", "tidal fever"), ("MONDO:0900001", ""), ("CHEBI:1", "x")]
    (finding,) = check_pairs(pairs, [release()])
    assert (finding.place, finding.id) == ("graph", "MONDO:0900002")


def test_a_usual_name_of_the_vocabulary_is_right_in_a_graph_too() -> None:
    vocabulary = Terminology([
        Term("MONDO:0900001", "moon sickness", "condition", extra={"mondo_label": "moon fever"}),
        Term("MONDO:0900009", "new fever", "condition", source="MONDO 2032-01-01"),
    ])  # fmt: skip
    right = [("MONDO:0900001", "moon sickness"), ("MONDO:0900009", "new fever")]
    assert check_pairs(right, [release()], "graph", vocabulary) == []
    assert len(check_pairs([("MONDO:0900001", "sun sickness")], [release()], "graph", vocabulary)) == 1


def test_tables_by_themselves_dangling_and_circles(tmp_path: Path) -> None:
    table(
        tmp_path, ("cartkgv:a", "a", "", "cartkgv:b"), ("cartkgv:b", "b", "", "cartkgv:a"), ("cartkgv:c", "c", "", "cartkgv:d")
    )
    problems = {finding.id: finding.problem for finding in check_tables(tmp_path)}
    assert problems == {
        "cartkgv:a": "is broader than itself",
        "cartkgv:b": "is broader than itself",
        "cartkgv:c": "its broader term cartkgv:d stands nowhere",
    }


def test_the_shipped_tables_hang_together() -> None:
    assert check_tables(folder("data/vocabulary")) == []


def test_refresh_proposes_a_diff_and_writes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, ("MONDO:0000001", "disease", "", ""), ("MONDO:0900001", "lunar fever", "", "")) / "fevers.tsv"
    before = path.read_bytes()
    diff = refresh(path, release())
    assert path.read_bytes() == before
    assert "-MONDO:0900001\tlunar fever\t\t" in diff
    assert "+MONDO:0900001\tmoon fever\tlunar fever\t\tMONDO:0000001" in diff
    assert "-MONDO:0000001" not in diff


def test_refresh_replaces_an_obsolete_term_and_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, ("MONDO:0900002", "tidal fever", "", "")) / "fevers.tsv"
    added = [line for line in refresh(path, release()).splitlines() if line.startswith("+MONDO")]
    assert len(added) == 1
    assert added[0].startswith("+MONDO:0900001\tmoon fever")
    assert "obsolete in" in added[0]


def test_refresh_of_a_table_that_is_up_to_date_is_empty(tmp_path: Path) -> None:
    path = table(tmp_path, ("MONDO:0900001", "moon fever", "my own name", "cartkgv:x")) / "fevers.tsv"
    assert refresh(path, release()) == ""


def test_synonyms_are_proposed_only_where_they_are_new_since_the_old_release(tmp_path: Path) -> None:
    path = table(tmp_path, ("MONDO:0900001", "moon fever", "", "")) / "fevers.tsv"
    old = tmp_path / "old.obo"
    old.write_text((RELEASES / "fevers.obo").read_text(encoding="utf-8").replace('synonym: "lunar fever" EXACT []\n', ""))
    assert refresh(path, release()) == ""
    assert "+MONDO:0900001\tmoon fever\tlunar fever\t" in refresh(path, release(), read_release(old))


def test_lookup_says_what_words_would_be_grounded_to_and_why() -> None:
    (answer,) = lookup("SSc", kinds=["condition"])
    assert answer.grounding.term is not None
    assert (answer.kind, answer.grounding.term.id, answer.grounding.how) == ("condition", "MONDO:0005100", "synonym")


def test_lookup_of_unknown_words_names_near_ones_and_takes_none() -> None:
    (answer,) = lookup("lupus nephropatia X", kinds=["condition"])
    assert answer.grounding.term is None
    assert any("lupus neph" in near for near in answer.near)


def test_lookup_asks_all_kinds() -> None:
    assert [answer.kind for answer in lookup("CD19")] == ["antigen"]


FULL = [SHARED / "mondo_full_v2026-05-05.tsv.gz", SHARED / "chebi_labels_parents_2026-05-01.tsv.gz"]


@pytest.mark.skipif(not all(path.exists() for path in FULL), reason="../shared is not here")
def test_every_shipped_identifier_is_known_in_use_and_rightly_labelled() -> None:
    findings = check_vocabulary(folder("data/vocabulary"), [read_release(path) for path in FULL])
    assert [str(finding) for finding in findings] == []
