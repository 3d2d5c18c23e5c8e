"""ontology/imports/*.ttl: the vocabulary as OWL classes, generated from data/vocabulary/*.tsv.

Run `python -m cartkg.vocabulary.imports` after a change of the tables; a test holds that the files are up to date. The same
tables give the same bytes. Every term is a class, never an individual; a term without a broader one stands under its kind's
class of ontology/cartkg.ttl, so that the class tree hangs together.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cartkg.model import Term
from cartkg.model.namespaces import BASE, OBO, PREFIXES, expand
from cartkg.model.resources import folder
from cartkg.vocabulary.tables import read_table, rows, several

COMMAND = "python -m cartkg.vocabulary.imports"
VERSION = "0.1.0"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"

KIND_CLASS = {
    "condition": "Condition", "condition-group": "Condition", "therapy": "Therapy", "product": "Therapy",
    "antigen": "Antigen", "measure": "Measure", "classification-criteria": "ClassificationCriteria",
}  # fmt: skip

ANNOTATIONS = {
    "dcterms:title": "title",
    "dcterms:description": "description",
    "dcterms:license": "licence",
    "dcterms:source": "source",
    "dcterms:rights": "rights",
    "oboInOwl:hasExactSynonym": "exact synonym",
    "oboInOwl:hasNarrowSynonym": "narrow synonym",
    "oboInOwl:hasDbXref": "cross-reference",
    "skos:altLabel": "other name",
    "skos:hiddenLabel": "misspelling",
    "obo:IAO_0000115": "definition",
    "obo:IAO_0000412": "imported from",
    "cartkg:symbol": "symbol",
}
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
CHANGED = "A part of its terms, with its labels and broader terms; names of ours are skos:altLabel and skos:hiddenLabel."
OWN = "Terms of cartkg, CC BY 4.0."
HAS_ROLE = "obo:RO_0000087"
FROM = {"MONDO": f"<{OBO}mondo.owl>", "CHEBI": f"<{OBO}chebi.owl>", "NCIT": f"<{OBO}ncit.owl>"}
KIND_WORD = {
    "condition": "condition", "condition-group": "condition", "therapy": "therapy", "product": "therapy", "antigen": "antigen",
    "measure": "measure", "classification-criteria": "set of classification criteria",
}  # fmt: skip
WRITTEN = ("cartkg", "cartkgv", "dcterms", "oboInOwl", "owl", "rdfs", "skos")  # prefixes of the files, with obo


@dataclass(frozen=True, slots=True)
class Import:
    """One file: the terms of these kinds whose identifiers begin with one of these prefixes (or with none of NOT)."""

    name: str
    title: str
    tables: tuple[str, ...]
    prefixes: tuple[str, ...]
    attribution: str


IMPORTS = (
    Import("mondo", "Diseases of the MONDO disease ontology", ("conditions", "comorbidities"), ("MONDO",),
           "MONDO disease ontology, Monarch Initiative, CC BY 4.0"),
    Import("conditions", "States and diseases without a MONDO term", ("comorbidities",), ("cartkgv",), "cartkg"),
    Import("chebi", "Drugs with a ChEBI term, their chemical classes and roles", ("drugs", "therapy_classes"), ("CHEBI",),
           "ChEBI, EMBL-EBI, CC BY 4.0"),
    Import("ncit", "Drugs with an NCI Thesaurus term", ("drugs", "therapy_classes"), ("NCIT",),
           "NCI Thesaurus, National Cancer Institute, CC BY 4.0"),
    Import("therapies", "Therapy classes with their reviewed members, and drugs without a term of ChEBI or NCIT",
           ("drugs", "therapy_classes"), ("cartkgv", "MESH", "ATC", "DrugBank", "CVX"), "cartkg"),
    Import("antigens", "Antigens that cells are directed at", ("antigens",), ("HGNC", "cartkgv"), "HGNC, CC0"),
    Import("measures", "Measures, scores and grades", ("measures",), ("NCIT", "cartkgv"),
           "NCI Thesaurus, National Cancer Institute, CC BY 4.0"),
    Import("criteria", "Classification criteria of diseases", ("classification_criteria",), ("cartkgv",), "cartkg"),
)  # fmt: skip


def documents(vocabulary: Path) -> dict[str, str]:
    """Every import file by its name ("mondo.ttl"), as Turtle text."""
    used = {table for one in IMPORTS for table in one.tables}
    tables = {table: tuple(read_table(vocabulary / f"{table}.tsv")) for table in sorted(used)}
    chosen = {one.name: _chosen(one, tables) for one in IMPORTS}
    chosen["measures"] = list(_told_apart(chosen))
    known = {term.id for terms in chosen.values() for term in terms}
    chemistry = Chemistry.read(vocabulary / "chemical_parents.tsv")
    return {f"{one.name}.ttl": _document(one, chosen[one.name], known, chemistry) for one in IMPORTS}


def write(vocabulary: Path, target: Path) -> list[str]:
    """Write every import file into `target`; the names written, in order."""
    target.mkdir(parents=True, exist_ok=True)
    texts = documents(vocabulary)
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return sorted(texts)


def stale(vocabulary: Path, target: Path) -> list[str]:
    """The import files in `target` that are missing, superfluous, or not what the tables give."""
    texts = documents(vocabulary)
    found = {path.name: path.read_text(encoding="utf-8") for path in target.glob("*.ttl")}
    return sorted(name for name in texts.keys() | found.keys() if texts.get(name) != found.get(name))


def _told_apart(chosen: Mapping[str, list[Term]]) -> Iterator[Term]:
    """The measures, those of them that bear the name of a drug or a disease (vitamin D, proteinuria) with the word measure."""
    taken = {_official(term) for terms in chosen.values() for term in terms if term.kind != "measure"}
    for term in chosen["measures"]:
        twin = {"official_label": f"{term.label} (measure)"} if term.label in taken else {}
        yield replace(term, extra={**term.extra, **twin})


def _chosen(one: Import, tables: Mapping[str, tuple[Term, ...]]) -> list[Term]:
    terms = [term for table in one.tables for term in tables[table] if term.kind in KIND_CLASS]
    return sorted((term for term in terms if term.id.partition(":")[0] in one.prefixes), key=lambda term: term.id)


@dataclass(frozen=True, slots=True)
class Chemical:
    """What ChEBI says of one entity: label, nearest kept classes above it, kept roles; `used_as` drug, class or role."""

    id: str
    label: str
    parents: tuple[str, ...]
    roles: tuple[str, ...]
    used_as: str


class Chemistry:
    """ChEBI's classes and roles above the drugs of the vocabulary (table chemical_parents.tsv)."""

    def __init__(self, chemicals: Iterable[Chemical]) -> None:
        self.by_id = {chemical.id: chemical for chemical in chemicals}

    @classmethod
    def read(cls, path: Path) -> "Chemistry":
        """The table. Raises VocabularyError naming file and line."""
        columns = ("id", "label", "parents", "roles", "used_as", "source")
        return cls(
            Chemical(row["id"], row["label"], several(row["parents"]), several(row["roles"]), row["used_as"])
            for _, row in rows(path, columns)
        )

    def parents(self, identifier: str) -> tuple[str, ...]:
        """The nearest classes of ChEBI above a drug."""
        return self.by_id[identifier].parents if identifier in self.by_id else ()

    def roles(self, identifier: str) -> tuple[str, ...]:
        """The roles of a drug."""
        return self.by_id[identifier].roles if identifier in self.by_id else ()

    def classes(self) -> list[Chemical]:
        """Classes and roles, without the drugs."""
        return [chemical for chemical in self.by_id.values() if chemical.used_as != "drug"]


def _document(one: Import, terms: list[Term], known: set[str], chemistry: Chemistry) -> str:
    chemicals = _chemicals(one, terms, chemistry)
    above = {term.id: _above(term, known, chemistry) for term in terms}
    held = {_name(term.id) for term in terms} | {_name(chemical.id) for chemical in chemicals}
    named = {name for names in above.values() for name in names}
    named |= {_name(role) for term in terms for role in chemistry.roles(term.id)}
    blocks = [_header(one), *_declarations(one)]
    blocks += [f"{name} a owl:Class ." for name in sorted(named - held)]  # what another file defines
    blocks += [_term(term, above[term.id], chemistry) for term in terms]
    blocks += [_chemical(chemical) for chemical in chemicals]
    if one.name == "antigens":
        blocks.append(_disjoint(terms))
    return "\n\n".join(blocks) + "\n"


def _chemicals(one: Import, terms: list[Term], chemistry: Chemistry) -> list[Chemical]:
    """The classes and roles of ChEBI that stand in no table of therapies."""
    held = {term.id for term in terms}
    return [chemical for chemical in chemistry.classes() if chemical.id not in held] if one.name == "chebi" else []


def _above(term: Term, known: set[str], chemistry: Chemistry) -> list[str]:
    """The classes above a term: its broader terms, else its kind's class; then ChEBI's."""
    broader = [parent for parent in term.parents if parent in known]
    chemical = [parent for parent in chemistry.parents(term.id) if parent not in broader]
    return [*map(_name, broader), *(() if broader else (f"cartkg:{KIND_CLASS[term.kind]}",)),
            *map(_name, chemical)]  # fmt: skip


def _header(one: Import) -> str:
    tables = ", ".join(f"data/vocabulary/{table}.tsv" for table in one.tables)
    prefixes = {"obo": OBO, **{prefix: PREFIXES[prefix] for prefix in WRITTEN}}
    facts = [
        ("owl:versionIRI", f"<{BASE}ontology/{VERSION}/imports/{one.name}.ttl>"),
        ("dcterms:title", _text(one.title)),
        ("dcterms:description", _text(f"Generated from {tables}. Not to be edited by hand.")),
        ("dcterms:license", f"<{CC_BY}>"),
        ("dcterms:source", _text(one.attribution)),
        ("dcterms:rights", _text(f"{one.attribution}. {CHANGED}" if one.attribution != "cartkg" else OWN)),
    ]
    return "\n".join([
        f"# Generated by `{COMMAND}` from {tables}: edit the tables, not this file.",
        *(f"@prefix {prefix}: <{address}> ." for prefix, address in sorted(prefixes.items())),
        "",
        _block(f"<{BASE}ontology/imports/{one.name}.ttl>", "owl:Ontology", facts),
    ])  # fmt: skip


def _declarations(one: Import) -> Iterator[str]:
    for name, label in ANNOTATIONS.items():
        yield _block(name, "owl:AnnotationProperty", [("rdfs:label", _text(label))])
    if one.name == "chebi":
        yield _block(HAS_ROLE, "owl:ObjectProperty", [("rdfs:label", _text("has role"))])


def _term(term: Term, above: list[str], chemistry: Chemistry) -> str:
    restricted = "[ a owl:Restriction ; owl:onProperty {} ; owl:someValuesFrom {} ]"
    roles = [restricted.format(HAS_ROLE, _name(role)) for role in chemistry.roles(term.id)]
    official = _official(term)
    facts = [
        ("rdfs:label", _text(official)),
        *([("skos:altLabel", _text(term.label))] if term.label != official else []),
        *_defined(term),
        *(("rdfs:subClassOf", parent) for parent in (*above, *roles)),
        *(("oboInOwl:hasExactSynonym", _text(name)) for name in term.synonyms if name not in (official, term.label)),
        *(("oboInOwl:hasNarrowSynonym", _text(name)) for name in several(term.extra.get("narrow_synonyms", ""))),
        *(("skos:hiddenLabel", _text(name)) for name in term.misspellings),
        *(("oboInOwl:hasDbXref", _text(xref)) for xref in term.xrefs),
        *(("cartkg:symbol", _text(symbol)) for symbol in several(term.extra.get("symbol", ""))),
        ("dcterms:source", _text(term.source or "cartkg")),
    ]
    return _block(_name(term.id), "owl:Class", facts)


def _official(term: Term) -> str:
    """The label that the term's own vocabulary gives it; ours is then another name."""
    return term.extra.get("mondo_label") or term.extra.get("official_label") or term.label


def _defined(term: Term) -> Iterator[tuple[str, str]]:
    """Where a term of an ontology is defined; of our own terms, which records name and nobody defines, what they are."""
    prefix = term.id.partition(":")[0]
    if prefix in FROM:
        yield "obo:IAO_0000412", FROM[prefix]
    elif prefix == "cartkgv":
        kind = KIND_WORD[term.kind]
        article = "An" if kind[0] in "aeiou" else "A"
        yield "obo:IAO_0000115", _text(f'{article} {kind} that trial records call "{term.label}".')


def _chemical(chemical: Chemical) -> str:
    above = [("rdfs:subClassOf", _name(parent)) for parent in chemical.parents]
    facts = [("rdfs:label", _text(chemical.label)), ("obo:IAO_0000412", FROM["CHEBI"]), *above]
    return _block(_name(chemical.id), "owl:Class", facts)


def _disjoint(terms: list[Term]) -> str:
    members = " ".join(_name(term.id) for term in terms)
    return f"[] a owl:AllDisjointClasses ;\n    owl:members ( {members} ) ."


def _block(subject: str, kind: str, facts: Iterable[tuple[str, str]]) -> str:
    lines = [f"{subject} a {kind}", *(f"    {predicate} {value}" for predicate, value in dict.fromkeys(facts))]
    return " ;\n".join(lines) + " ."


def _name(identifier: str) -> str:
    """A term's name in Turtle: with a prefix of the file where the rest of its IRI is plain, else the IRI."""
    address = expand(identifier)
    for prefix, start in (("obo", OBO), ("cartkgv", PREFIXES["cartkgv"])):
        if address.startswith(start) and PLAIN.fullmatch(address[len(start) :]):
            return f"{prefix}:{address[len(start) :]}"
    return f"<{address}>"


def _text(value: str) -> str:
    """A Turtle literal: JSON's escapes are Turtle's too."""
    return json.dumps(value, ensure_ascii=False)


# --- cross-references as SSSOM -------------------------------------------------------------------------------------------

MAPPINGS = "terms.sssom.tsv"
SSSOM = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification", "mapping_source")
USED = {
    "oboInOwl": PREFIXES["oboInOwl"], "semapv": "https://w3id.org/semapv/vocab/", "skos": PREFIXES["skos"],
}  # fmt: skip


def mappings(vocabulary: Path) -> str:
    """The cross-references of all terms as a mapping set (SSSOM 1.0): exact matches and other references, with source."""
    tables = sorted({table for one in IMPORTS for table in one.tables})
    terms = {term.id: term for table in tables for term in read_table(vocabulary / f"{table}.tsv")}
    rows_ = [row for _, term in sorted(terms.items()) for row in _mapped(term)]
    prefixes = {name.partition(":")[0] for row in rows_ for name in (row[0], row[3])}
    known = USED | {prefix: PREFIXES[prefix] for prefix in prefixes}
    head = [
        "#curie_map:", *(f"#  {prefix}: {address}" for prefix, address in sorted(known.items())),
        "#license: https://creativecommons.org/licenses/by/4.0/",
        f"#mapping_set_id: {BASE}ontology/mappings/{MAPPINGS}",
        "#mapping_set_title: Terms of cartkg's vocabulary in other vocabularies",
        f"#mapping_set_version: {VERSION}",
    ]  # fmt: skip
    return "\n".join([*head, "\t".join(SSSOM), *("\t".join(row) for row in rows_)]) + "\n"


def _mapped(term: Term) -> Iterator[tuple[str, ...]]:
    """A row for each cross-reference. What a source says without saying how it was found is UnspecifiedMatching."""
    by_name = term.id.startswith("cartkgv:") and "by its preferred name" in term.source
    justified = "semapv:LexicalMatching" if by_name else "semapv:UnspecifiedMatching"
    for xref in term.xrefs:
        if xref.partition(":")[0] in PREFIXES:
            link = "skos:exactMatch" if xref in term.exact else "oboInOwl:hasDbXref"
            yield term.id, term.label, link, xref, justified, term.source


if __name__ == "__main__":
    print("\n".join(write(folder("data/vocabulary"), folder("ontology") / "imports")))
    (folder("ontology") / "mappings" / MAPPINGS).write_text(mappings(folder("data/vocabulary")), encoding="utf-8", newline="\n")
    print(MAPPINGS)
