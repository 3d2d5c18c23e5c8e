"""Options that several verbs share."""

from pathlib import Path

import click

from cartkg.model import namespaces

GRAPH = Path("build/graph")

graph = click.option(
    "--graph", type=click.Path(path_type=Path), default=GRAPH, show_default=True, help="The folder of a built graph."
)


def pairs(_: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """KEY=VALUE options as a mapping. A wrong one ends the call with status 2."""
    found = {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not equals or not key:
            raise click.BadParameter(f"{value!r} is not KEY=VALUE", param=parameter)
        found[key] = rest
    return found


def curie(iri: str) -> str:
    """The CURIE of an IRI."""
    return namespaces.compact(iri)
