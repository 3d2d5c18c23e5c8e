"""`field`: the whole field with its full texts: fetch, build, say what the texts added, serve."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import fetching, options, serving
from cartkg.cli.building import build
from cartkg.graph import build as walk
from cartkg.graph.store import GraphStore
from cartkg.model.errors import CartkgError

TEXTS = """SELECT ?known (COUNT(DISTINCT ?t) AS ?trials) {
  ?t a cartkg:Trial ; cartkg:inScope true ; cartkg:eligibilityText ?known } GROUP BY ?known"""
ITEMS = "SELECT (COUNT(DISTINCT ?item) AS ?items) { ?t a cartkg:Trial ; cartkg:inScope true ; cartkg:hasCriterion ?item }"
STATEMENTS = """SELECT (COUNT(DISTINCT ?one) AS ?ones) {
  ?t a cartkg:Trial ; cartkg:inScope true ; cartkg:hasCriterion/cartkg:states ?one }"""


@click.command()
@click.option("--records", type=click.Path(path_type=Path, file_okay=False), default=Path("build/records"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=options.GRAPH, show_default=True)
@click.option("--api", metavar="URL", help="Another address of the registry's API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--serve/--no-serve", default=True, help="Serve the graph at the end, or not.")
@click.pass_context
def field(ctx: click.Context, records: Path, out: Path, api: str | None, host: str, port: int, serve: bool) -> None:
    """The whole field with its full texts: fetch it, build it, say what the texts added to the shipped data, serve it.

    Needs the network, once; run again later it fetches only what changed. The graph at --out is then yours, and every question
    and page answers from it.
    """
    click.echo("1 of 4: the registry's records of the field", err=True)
    _fetched(ctx, records, api)
    click.echo("2 of 4: the graph", err=True)
    try:
        ctx.invoke(build, sources=(records,), out=out, statements=None)
    except click.exceptions.Exit:
        click.echo("going on with these findings", err=True)
    click.echo("3 of 4: what the full texts add to the shipped data", err=True)
    for line in gained(out):
        click.echo(line)
    if serve:
        click.echo(f"4 of 4: pages at http://{host}:{port}/ (Ctrl-C ends it; later: cartkg serve)", err=True)
        ctx.invoke(serving.serve, graph=out, host=host, port=port)


def _fetched(ctx: click.Context, records: Path, api: str | None) -> None:
    """Fetches; where that fails and there are records of an earlier day, these do."""
    try:
        ctx.invoke(fetching.fetch, ids=(), out=records, field_file=None, since=None, bulk=None, api=api)
    except click.exceptions.Exit:
        click.echo("going on with the records that are here", err=True)
    except CartkgError as error:
        if not any(records.glob("NCT*.json")):
            raise
        click.echo(f"{error}: going on with the records of an earlier day", err=True)


def gained(graph: Path) -> Iterator[str]:
    """Lines that set a graph beside that of the shipped data: texts, items, statements, answers on prior rituximab."""
    with tempfile.TemporaryDirectory() as folder:
        walk.build((), Path(folder) / "graph")
        before = _figures(GraphStore.open(Path(folder) / "graph"))
    after = _figures(GraphStore.open(graph))
    names = list(dict.fromkeys((*after, *before)))
    width = max(map(len, names))
    yield f"{'in the field':{width}}  {'shipped':>8} {'here':>8}"
    for name in names:
        yield f"{name:{width}}  {before.get(name, 0):>8,} {after.get(name, 0):>8,}"


def _figures(store: GraphStore) -> dict[str, int]:
    texts = {row["known"]: int(row["trials"]) for row in store.select(TEXTS)}
    found = {"trials": sum(texts.values())}
    found |= {f"eligibility text: {known}": texts.get(known, 0) for known in ("complete", "partial", "none")}
    found["items"] = sum(int(row["items"]) for row in store.select(ITEMS))
    found["statements"] = sum(int(row["ones"]) for row in store.select(STATEMENTS))
    answer = questions.ask("therapy-verdicts", {}, store)
    verdicts = Counter(row[answer.columns.index("verdict")] for row in answer.rows)
    return found | {f"prior rituximab: {verdict}": verdicts[verdict] for verdict in sorted(verdicts)}
