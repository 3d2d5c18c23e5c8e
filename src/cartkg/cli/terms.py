"""`terms`: the vocabulary looked up, checked against full releases, and compared with newer ones."""

from pathlib import Path

import click

from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model.resources import folder
from cartkg.vocabulary.upkeep.check import check_pairs, check_tables, check_vocabulary
from cartkg.vocabulary.upkeep.lookup import ASKED
from cartkg.vocabulary.upkeep.lookup import lookup as look_up
from cartkg.vocabulary.upkeep.refresh import refresh as propose
from cartkg.vocabulary.upkeep.releases import read_release

NAMES = """SELECT DISTINCT ?term ?label WHERE { ?term rdfs:subClassOf* ?root ; rdfs:label ?label .
VALUES ?root { cartkg:Condition cartkg:Therapy cartkg:Antigen cartkg:Measure cartkg:ClassificationCriteria } }"""


@click.group()
def terms() -> None:
    """Look up, check and refresh the vocabulary."""


@terms.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ASKED), help="Only this kind of term.")
@click.option("--context", default="", help="Other words of the record, which settle an ambiguous abbreviation.")
def lookup(words: tuple[str, ...], kinds: tuple[str, ...], context: str) -> None:
    """What WORDS would be grounded to, and why. Exit 1 when to nothing."""
    answers = look_up(" ".join(words), context, kinds)
    for answer in answers:
        one = answer.grounding
        term = f"{one.term.id}\t{one.term.label}" if one.term else "(none)\t"
        near = f"\tnear: {'; '.join(answer.near)}" if answer.near else ""
        click.echo(f"{answer.kind}\t{term}\t{one.how}\t{one.note}{near}")
    if not any(answer.grounding.term for answer in answers):
        raise click.exceptions.Exit(1)


@terms.command()
@click.argument("releases", nargs=-1, type=click.Path(path_type=Path))
@click.option("--vocabulary", type=click.Path(path_type=Path, exists=True, file_okay=False), help="[default: the shipped one]")
@click.option("--graph", type=click.Path(path_type=Path), help="Check the labels of a built graph too.")
def check(releases: tuple[Path, ...], vocabulary: Path | None, graph: Path | None) -> None:
    """Check every identifier against full RELEASES (MONDO, ChEBI …: OBO, OWL, OBO-graph JSON). Exit 1 on a finding."""
    where, known = vocabulary or folder("data/vocabulary"), [read_release(path) for path in releases]
    found = check_tables(where) + check_vocabulary(where, known)
    if graph:
        rows = GraphStore.open(graph).select(NAMES)
        found += check_pairs(((options.curie(row["term"]), row["label"]) for row in rows), known, str(graph))
    for finding in found:
        click.echo(str(finding))
    prefixes = ", ".join(sorted({prefix for release in known for prefix in release.prefixes})) or "no release"
    click.echo(f"{len(found)} findings; checked against {prefixes}", err=True)
    if found:
        raise click.exceptions.Exit(1)


@terms.command()
@click.argument("table", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--old", type=click.Path(path_type=Path), help="The release the table was made from: new synonyms are shown too.")
def refresh(table: Path, release: Path, old: Path | None) -> None:
    """Propose changes of a vocabulary TABLE from a newer RELEASE, as a diff. Nothing is overwritten."""
    proposal = propose(table, read_release(release), read_release(old) if old else None)
    click.echo(proposal or "nothing to change\n", nl=False)
