"""ontology/imports/*.ttl: up to date with the tables, well formed, whole."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from cartkg.model import Term, namespaces
from cartkg.model.resources import folder
from cartkg.vocabulary import imports, read_table

VOCABULARY = folder("data/vocabulary")
FILES = folder("ontology") / "imports"
OWL = namespaces.PREFIXES["owl"]
LABEL = ox.NamedNode(namespaces.PREFIXES["rdfs"] + "label")
ABOVE = ox.NamedNode(namespaces.PREFIXES["rdfs"] + "subClassOf")
TYPE = ox.NamedNode(namespaces.PREFIXES["rdf"] + "type")


def graph() -> ox.Store:
    store = ox.Store()
    for path in sorted(FILES.glob("*.ttl")):
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    return store


def test_the_files_are_what_the_tables_give() -> None:
    assert imports.stale(VOCABULARY, FILES) == [], f"run `{imports.COMMAND}`"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    names = imports.write(VOCABULARY, tmp_path)
    assert len(names) == len(imports.IMPORTS)
    first = {name: (tmp_path / name).read_bytes() for name in names}
    imports.write(VOCABULARY, tmp_path)
    assert first == {name: (tmp_path / name).read_bytes() for name in names}


def test_cross_references_are_a_mapping_set_that_is_up_to_date() -> None:
    text = (FILES.parent / "mappings" / imports.MAPPINGS).read_text(encoding="utf-8")
    assert text == imports.mappings(VOCABULARY), f"run `{imports.COMMAND}`"
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    head, found = rows[0], rows[1:]
    declared = {line.strip("# ").partition(":")[0] for line in text.splitlines() if line.startswith("#  ")}
    for row in found:
        one = dict(zip(head, row, strict=True))
        assert {
            one[c].partition(":")[0] for c in ("subject_id", "predicate_id", "object_id", "mapping_justification")
        } <= declared
        assert one["mapping_source"]
    matches = {(row[0], row[2], row[3]) for row in found}
    assert ("NCIT:C1702", "skos:exactMatch", "RxNorm:121191") in matches
    assert ("NCIT:C1702", "oboInOwl:hasDbXref", "ATC:L01FA01") in matches, "a code of a use is no exact match"


def test_no_identifier_is_the_address_of_a_page() -> None:
    """Pages move and show one site's view; what a vocabulary or a resolver publishes as a name stays."""
    pages = ("meshb.", "genenames.org", "whocc", "go.drugbank", "RxNav", "/providers/", "ncbi.nlm.nih.gov/gene", "data.who.int")
    assert [address for address in namespaces.PREFIXES.values() if any(page in address for page in pages)] == []


def test_an_edited_and_a_missing_file_are_stale(tmp_path: Path) -> None:
    names = imports.write(VOCABULARY, tmp_path)
    (tmp_path / names[0]).unlink()
    (tmp_path / names[1]).write_text("", encoding="utf-8")
    (tmp_path / "left.ttl").write_text("", encoding="utf-8")
    assert imports.stale(VOCABULARY, tmp_path) == sorted([names[0], names[1], "left.ttl"])


@pytest.mark.parametrize("one", imports.IMPORTS, ids=lambda one: one.name)
def test_a_file_says_what_it_is_and_from_what(one: imports.Import) -> None:
    text = (FILES / f"{one.name}.ttl").read_text(encoding="utf-8")
    assert f"<{namespaces.BASE}ontology/imports/{one.name}.ttl> a owl:Ontology" in text
    assert "owl:versionIRI" in text
    assert "dcterms:license" in text
    assert imports.COMMAND in text.splitlines()[0]
    assert all(f"data/vocabulary/{table}.tsv" in text.splitlines()[0] for table in one.tables)


def test_every_class_has_a_label_and_hangs_under_a_class_that_is_declared() -> None:
    store = graph()
    classes = {q.subject for q in store.quads_for_pattern(None, TYPE, ox.NamedNode(OWL + "Class"))}
    own = {c for c in classes if isinstance(c, ox.NamedNode) and not c.value.startswith(namespaces.ONTOLOGY)}
    assert len(own) > 1000
    assert [c for c in own if not any(store.quads_for_pattern(c, LABEL, None))] == []
    above = {q.object for q in store.quads_for_pattern(None, ABOVE, None) if isinstance(q.object, ox.NamedNode)}
    assert above <= classes


def test_nothing_is_an_individual_and_no_property_is_undeclared() -> None:
    store = graph()
    declared = {q.subject for q in store.quads_for_pattern(None, TYPE, None)}
    types = [q.object for q in store.quads_for_pattern(None, TYPE, None)]
    kinds = {kind.value.removeprefix(OWL) for kind in types if isinstance(kind, ox.NamedNode)}
    assert kinds == {"Ontology", "Class", "Restriction", "AnnotationProperty", "ObjectProperty", "AllDisjointClasses"}
    built_in = (OWL, namespaces.PREFIXES["rdf"], namespaces.PREFIXES["rdfs"])
    used = {q.predicate for q in store.quads_for_pattern(None, None, None)}
    assert [p for p in used if not p.value.startswith(built_in) and p not in declared] == []


def test_the_hierarchy_reaches_the_roots_that_questions_need() -> None:
    store = graph()

    def above(identifier: str) -> set[str]:
        found, open_ = set(), [ox.NamedNode(namespaces.expand(identifier))]
        while open_:
            for quad in store.quads_for_pattern(open_.pop(), ABOVE, None):
                if isinstance(quad.object, ox.NamedNode) and quad.object.value not in found:
                    found.add(quad.object.value)
                    open_.append(quad.object)
        return found

    for identifier, root in (
        ("MONDO:0005556", "MONDO:0005240"),  # lupus nephritis: kidney disorder
        ("MONDO:0009688", "MONDO:0005071"),  # myasthenia gravis: nervous system disorder
        ("MONDO:0007915", "MONDO:0005046"),  # SLE: immune system disorder
        ("MONDO:0005556", "cartkg:Condition"),
        ("HGNC:1633", "cartkg:Antigen"),
        ("NCIT:C1702", "cartkg:Therapy"),
    ):
        assert namespaces.expand(root) in above(identifier), f"{identifier} does not reach {root}"


def test_every_term_of_the_tables_named_is_in_its_file() -> None:
    for one in imports.IMPORTS:
        text = (FILES / f"{one.name}.ttl").read_text(encoding="utf-8")
        terms = [term for table in one.tables for term in read_table(VOCABULARY / f"{table}.tsv")]
        mine = [term for term in terms if term.id.split(":")[0] in one.prefixes and term.kind in imports.KIND_CLASS]
        assert mine, one.name
        defined = len(re.findall(r"^\S+ a owl:Class ;$", text, re.MULTILINE))
        assert defined >= len(mine)


def test_awkward_characters_are_escaped(tmp_path: Path) -> None:
    term = Term("cartkgv:odd", 'a "quoted" \\ name', "measure", ("tab\tstop",))
    text = imports._term(term, ["cartkg:Measure"], imports.Chemistry([]))
    prefixes = "".join(f"@prefix {p}: <{a}> .\n" for p, a in {**namespaces.PREFIXES, "obo": namespaces.OBO}.items())
    (label,) = [q.object for q in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE) if q.predicate == LABEL]
    assert isinstance(label, ox.Literal)
    assert label.value == term.label


def test_identifiers_of_the_prefix_map_pass_the_shape_and_others_do_not() -> None:
    shape = (folder("shapes") / "concept.ttl").read_text(encoding="utf-8")
    (pattern,) = re.findall(r'sh:pattern "(\^\(http.*)"', shape)
    allowed = re.compile(pattern.replace("\\\\", "\\"))
    for prefix in namespaces.PREFIXES:
        assert allowed.match(namespaces.expand(f"{prefix}:x")), f"shapes/concept.ttl does not know the prefix {prefix}"
    assert not allowed.match("http://example.org/x")
