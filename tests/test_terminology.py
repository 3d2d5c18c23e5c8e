"""The vocabulary: comparing words, finding names, reading tables, broader terms."""

import time
from pathlib import Path

import pycountry
import pytest

from cartkg.model import Term
from cartkg.model.errors import VocabularyError
from cartkg.model.resources import folder
from cartkg.vocabulary import COLUMNS, Terminology, normal_word, normalise, read_table, tokens
from cartkg.vocabulary.search import forms_of

HEADER = "\t".join(COLUMNS) + "\n"


def small() -> Terminology:
    return Terminology([
        Term("MONDO:1", "acute lymphoblastic leukemia", "condition", ("ALL",)),
        Term("MONDO:2", "ankylosing spondylitis", "condition", ("AS",)),
        Term("MONDO:3", "multiple sclerosis", "condition", ("MS",)),
        Term("MONDO:4", "lupus", "condition", ("lupus erythematosus, systemic",)),
        Term("MONDO:5", "lupus nephritis", "condition", (), ("lupus nefritis",), ("MONDO:4", "MONDO:7")),
        Term("MONDO:6", "antiphospholipid syndrome", "condition"),
        Term("MONDO:7", "nephritis", "condition", (), (), ("MONDO:8",)),
        Term("MONDO:8", "kidney disease", "condition"),
        Term("HGNC:1", "APRIL", "antigen"),
        Term("NCIT:1", "upper limit of normal", "measure", ("ULN",)),
        Term("NCIT:2", "lupus", "measure"),
    ])  # fmt: skip


def found(text: str, *kinds: str) -> list[str]:
    return [mention.surface for mention in small().find(text, kinds)]


@pytest.mark.parametrize(
    "word, form",
    [
        ("Leucocytes", "leukocyte"), ("anaemias", "anemia"), ("Sjögren's", "sjogren"), ("Crohn’s", "crohn"),
        ("Behçet´s", "behcet"), ("IFN-γ", "ifn-gamma"), ("biopsies", "biopsy"), ("lupus", "lupus"), ("sclerosis", "sclerosis"),
        ("immunised", "immunized"), ("necrotising", "necrotizing"), ("titres", "titer"), ("diarrhoea", "diarrhea"),
        ("masses", "mass"), ("ULNs", "uln"), ("β", "beta"),
    ],
)  # fmt: skip
def test_words_are_compared_in_one_form(word: str, form: str) -> None:
    assert normal_word(word) == form


def test_tokens_keep_their_places() -> None:
    text = "Anti-CD19+ cells in Crohn's"
    assert [(form, text[start:end]) for form, start, end in tokens(text)] == [
        ("anti", "Anti"), ("cd19", "CD19"), ("+", "+"), ("cell", "cells"), ("in", "in"), ("crohn", "Crohn's"),
    ]  # fmt: skip
    assert normalise("  Lupus -\nNephritis ") == "lupus nephritis"


def test_the_longest_name_wins_and_names_do_not_overlap() -> None:
    assert found("known lupus nephritis or lupus") == ["lupus nephritis", "lupus"]


def test_line_breaks_hyphens_and_case_do_not_part_a_name() -> None:
    assert found("MULTIPLE\nSCLEROSIS; multiple-sclerosis") == ["MULTIPLE\nSCLEROSIS", "multiple-sclerosis"]


@pytest.mark.parametrize(
    "text", ["a flare of lupus. Nephritis was seen", "lupus; nephritis", "lupus, nephritis", "lupus/nephritis"]
)
def test_marks_part_a_name(text: str) -> None:
    assert [surface.lower() for surface in found(text)] == ["lupus", "nephritis"]


def test_a_name_that_is_written_with_a_comma_is_found_with_it() -> None:
    assert found("Lupus erythematosus, systemic") == ["Lupus erythematosus, systemic"]


def test_names_are_not_found_inside_words() -> None:
    assert found("lupuslike, scleronephritis, prelupus") == []


@pytest.mark.parametrize(
    "text, surfaces",
    [
        ("as all patients", []),
        ("ALL OF THE FOLLOWING MUST APPLY", []),
        ("history of ALL in remission", ["ALL"]),
        ("TREATED AS OUTPATIENTS", []),
        ("AS or MS", ["AS", "MS"]),
        ("QTc above 450 MS", []),
        ("450 ms", []),
        ("by April 2027, in APRIL 2027", []),
        ("a ligand of APRIL was given", ["APRIL"]),
        ("ALT of 3 ULNs", ["ULNs"]),
        ("3 x ULN", ["ULN"]),
        ("uln", []),
    ],
)
def test_abbreviations_need_their_capitals_and_quiet_neighbours(text: str, surfaces: list[str]) -> None:
    assert found(text) == surfaces


@pytest.mark.parametrize("text", ["anti-phospholipid syndrome", "antiphospholipid syndrome", "anti phospholipid syndrome"])
def test_prefixes_may_be_joined_or_parted(text: str) -> None:
    assert found(text) == [text]


def test_forms_of_a_name_are_few_and_begin_with_its_own() -> None:
    assert forms_of("Antiphospholipid syndrome")[0] == "antiphospholipid syndrome"
    assert forms_of("…") == ()


def test_only_the_kinds_asked_for_are_found() -> None:
    assert [m.term.id for m in small().find("lupus", ["measure"])] == ["NCIT:2"]
    assert [m.term.id for m in small().find("lupus", ["antigen"])] == []


def test_a_mention_says_how_and_where() -> None:
    (mention,) = small().find("a lupus nefritis")
    assert (mention.how, mention.span.start, mention.span.end) == ("misspelling", 2, 16)


def test_a_label_goes_before_a_synonym_and_a_synonym_before_a_misspelling() -> None:
    terms = [Term("A:1", "x", "k", (), ("fever",)), Term("A:2", "y", "k", ("fever",)), Term("A:3", "fever", "k")]
    for count, best in ((3, "A:3"), (2, "A:2"), (1, "A:1")):
        assert Terminology(terms[:count]).find("fever")[0].term.id == best
    assert [name.term.id for name in Terminology(terms).named("Fevers")] == ["A:3", "A:2", "A:1"]


def test_broader_terms() -> None:
    assert small().broader("MONDO:5") == {"MONDO:5", "MONDO:4", "MONDO:7", "MONDO:8"}
    assert small().is_a("MONDO:5", "MONDO:8")
    assert not small().is_a("MONDO:8", "MONDO:5")
    assert small().broader("MONDO:404") == {"MONDO:404"}


def test_a_circle_of_broader_terms_ends() -> None:
    circle = Terminology([Term("A:1", "a", "k", parents=("A:2",)), Term("A:2", "b", "k", parents=("A:1",))])
    assert circle.broader("A:1") == {"A:1", "A:2"}


def write(path: Path, *lines: str) -> Path:
    path.write_text(HEADER + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_table_gives_its_kind_by_name_or_column(tmp_path: Path) -> None:
    plain = write(tmp_path / "fevers.tsv", "cartkgv:a\tmoon fever\tx|y\t\tMONDO:1\tDOID:4\tmade up\t")
    (term,) = read_table(plain)
    assert (term.kind, term.synonyms, term.parents, term.xrefs) == ("fevers", ("x", "y"), ("MONDO:1",), ("DOID:4",))
    other = tmp_path / "more.tsv"
    other.write_text("\t".join((*COLUMNS, "kind", "unit")) + "\ncartkgv:b\tb" + "\t" * 7 + "measure\tmg\n", encoding="utf-8")
    (term,) = read_table(other)
    assert (term.kind, term.extra) == ("measure", {"unit": "mg"})


@pytest.mark.parametrize(
    "line, problem",
    [
        ("cartkgv:a\tmoon fever\t\t", "not 8 cells"),
        ("cartkgv:a\t" + "\t" * 6, "needs an id and a label"),
        ("lupus\tlupus" + "\t" * 6, "'lupus' is no identifier"),
        ("MOON:1\tlupus" + "\t" * 6, "'MOON:1' is no identifier"),
        ("cartkgv:a\tlupus\t\t\tMOON:2\t\t\t", "'MOON:2' is no identifier"),
        ("cartkgv:a\tlupus\t\t\t\tMOON:3\t\t", "'MOON:3' is no identifier"),
    ],
)
def test_a_bad_line_is_refused_by_file_line_and_remedy(tmp_path: Path, line: str, problem: str) -> None:
    table = write(tmp_path / "bad.tsv", "cartkgv:good\tgood" + "\t" * 6, line)
    with pytest.raises(VocabularyError) as error:
        list(read_table(table))
    assert problem in error.value.problem
    assert error.value.place == f"{table}:3"
    assert error.value.remedy


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text("id\tlabel\ncartkgv:a\ta\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match="no column synonyms"):
        list(read_table(tmp_path / "bad.tsv"))


def test_an_id_in_two_tables_is_refused_with_both_places(tmp_path: Path) -> None:
    line = "cartkgv:a\ta" + "\t" * 6
    write(tmp_path / "one.tsv", line)
    write(tmp_path / "two.tsv", line)
    with pytest.raises(VocabularyError) as error:
        Terminology.load(tmp_path)
    assert "two.tsv:2" in error.value.place
    assert "one.tsv:2" in error.value.problem


def test_every_shipped_table_loads_and_holds_terms() -> None:
    kinds = {term.kind for term in Terminology.shipped().terms.values()}
    assert {"condition", "therapy", "antigen", "measure", "sponsor", "country", "classification-criteria"} <= kinds


def test_the_shipped_terms_that_questions_name_are_there() -> None:
    vocabulary = Terminology.shipped()
    for identifier, label in (
        ("MONDO:0007915", "systemic lupus erythematosus"), ("HGNC:1633", "CD19"), ("HGNC:11913", "BCMA"),
        ("NCIT:C1702", "rituximab"),
    ):  # fmt: skip
        assert vocabulary[identifier].label == label


def test_countries_are_those_of_iso_3166() -> None:
    countries = {term.extra["alpha3"] for term in Terminology.shipped().of_kind(["country"])}
    assert countries == {country.alpha_3 for country in pycountry.countries}


def test_immune_mediated_diseases_roll_up_and_the_list_agrees_with_the_table() -> None:
    lines = (folder("data/vocabulary") / "immune_mediated.tsv").read_text(encoding="utf-8").splitlines()[1:]
    listed = [line.split("\t") for line in lines]
    vocabulary = Terminology.shipped()
    top = "cartkgv:immune-mediated-disease"
    below = {identifier for identifier, _, _, covers, _, _ in listed if covers == "with narrower terms"}
    assert below == {
        term.id for term in vocabulary.of_kind(["condition"]) if top in term.parents and term.id.startswith("MONDO")
    }
    for identifier, label, _, _, scope, reason in listed:
        assert vocabulary[identifier].label == label
        assert reason
        assert scope in ("yes", "no")
        assert scope == "yes" or not vocabulary.is_a(identifier, top)


@pytest.mark.parametrize(
    "label", ["Hailey-Hailey disease", "MASS syndrome", "tendinitis", "POEMS syndrome", "gout", "osteoarthritis"]
)
def test_wrong_members_of_a_blind_closure_stay_outside(label: str) -> None:
    vocabulary = Terminology.shipped()
    for name in vocabulary.named(label, ["condition"]):
        assert not vocabulary.is_a(name.term.id, "cartkgv:immune-mediated-disease")


@pytest.mark.parametrize(
    "label", ["lupus nephritis", "dermatomyositis", "neuromyelitis optica", "IgA glomerulonephritis", "stiff-person syndrome"]
)
def test_diseases_outside_mondos_autoimmune_branch_are_inside(label: str) -> None:
    vocabulary = Terminology.shipped()
    (name,) = vocabulary.named(label, ["condition"])
    assert vocabulary.is_a(name.term.id, "cartkgv:immune-mediated-disease")
    assert not vocabulary.is_a(name.term.id, "MONDO:0007179") or label == "stiff-person syndrome"


def test_finding_is_fast() -> None:
    vocabulary = Terminology.shipped()
    vocabulary.find("warm up")
    text = "Patients with active lupus nephritis who failed two immunosuppressants. " * 60
    begin = time.perf_counter()
    vocabulary.find(text + "once")
    assert time.perf_counter() - begin < 0.2, "a text of 4,000 characters takes about 2 ms"
