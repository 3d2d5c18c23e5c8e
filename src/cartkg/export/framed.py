"""JSON-LD 1.1: one object a trial, its parts inside it, under a context of ours; what no trial holds follows it, object by
object.

The objects are framed and compacted by PyLD, the library of the standard's authors. Expanding the file gives the triples that
went in.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyld import jsonld

from cartkg import namespaces
from cartkg.export.rdf import Quads
from cartkg.namespaces import BASE, ONTOLOGY

Object = dict[str, Any]
TRIAL = f"{BASE}trial/"
XSD = namespaces.PREFIXES["xsd"]


def write(quads: Quads, out: Path) -> None:
    """The union of the graphs as JSON-LD."""
    context = make_context(quads)
    objects = [compacted(triples, root, context) for root, triples in grouped(quads)]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in objects)
    head = json.dumps(context, ensure_ascii=False, indent=1, sort_keys=True)
    out.write_text(f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n', encoding="utf-8")


def grouped(quads: Quads) -> Iterator[tuple[str, list[ox.Triple]]]:
    """The triples of each trial with those of its parts, then those of every other thing, each under its name."""
    groups: dict[str, dict[str, ox.Triple]] = defaultdict(dict)
    for quad in quads:
        groups[_root(quad.subject)][str(quad.triple)] = quad.triple
    for root in sorted(groups, key=lambda name: (not name.startswith(TRIAL), name)):
        yield root, [groups[root][line] for line in sorted(groups[root])]


def _root(subject: object) -> str:
    """A trial, for itself and its parts; else the thing itself. Blank nodes stay together, so that they keep their names."""
    if isinstance(subject, ox.BlankNode):
        return "_:"
    name = str(getattr(subject, "value", subject))
    return TRIAL + name.removeprefix(TRIAL).split("/", 1)[0] if name.startswith(TRIAL) else name


def compacted(triples: Iterable[ox.Triple], root: str, context: Object) -> Object:
    """One object: the root with its parts inside, in the words of the context; values keep their lexical form."""
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    expanded = jsonld.from_rdf(lines.decode(), {"format": "application/n-quads", "useNativeTypes": False})
    if root.startswith(TRIAL):
        frame = {"@context": context, "@id": root}
        made = jsonld.frame(
            expanded, frame, {"embed": "@once", "omitGraph": True, "omitDefault": True, "pruneBlankNodeIdentifiers": False}
        )
    else:
        made = jsonld.compact(expanded, context)
    return {key: value for key, value in made.items() if key != "@context"}


def make_context(quads: Quads) -> Object:
    """Our context: `id`, `type`, the ontology's words by themselves, CURIEs for the rest; a link or a date is told by its
    term.
    """
    links, literals, dated = set(), set(), defaultdict(set)
    for quad in quads:
        name = quad.predicate.value
        if isinstance(quad.object, ox.Literal):
            literals.add(name)
            dated[name].add(quad.object.datatype.value)
        else:
            links.add(name)
    words = {
        _word(name): _term(name, name in links - literals, dated[name]) for name in sorted(links | literals) if _word(name)
    }
    prefixes = {prefix: {"@id": start, "@prefix": True} for prefix, start in namespaces.PREFIXES.items()}
    return {"@version": 1.1, "id": "@id", "type": "@type", **prefixes, **words}


def _word(name: str) -> str:
    """The term of a property: its local name where it is ours, `label` for rdfs:label; "" leaves it a CURIE."""
    if name == namespaces.expand("rdf:type"):
        return ""
    if name == namespaces.expand("rdfs:label"):
        return "label"
    return name.removeprefix(ONTOLOGY) if name.startswith(ONTOLOGY) else ""


def _term(name: str, is_link: bool, datatypes: set[str]) -> Object:
    if is_link:
        return {"@id": name, "@type": "@id"}
    alone = next(iter(datatypes)) if len(datatypes) == 1 else ""
    typed = {"@type": alone} if alone.startswith(XSD) and alone != f"{XSD}string" else {}
    return {"@id": name, **typed}
