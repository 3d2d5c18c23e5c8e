"""The command line: a verb is a function of the library and a form of its answer.

Data go to standard output, messages to standard error. Exit status: 0 on success, 1 on a finding, 2 on a wrong call or an input
that cannot be used.
"""

import sys
from collections.abc import Callable
from typing import Any

import click

from cartkg.cli import asking, building, comparing, fetching, reading, serving, terms, writing
from cartkg.errors import CartkgError


class _Verbs(click.Group):
    """A group whose foreseen failures end in one line and status 2, not in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CartkgError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has gone, as after `| head`
            sys.exit(0)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cartkg")
def main() -> None:
    """A knowledge graph of engineered-cell trials in autoimmune disease, read from trial records."""


VERBS: tuple[Callable[..., Any], ...] = (
    building.build, building.validate, asking.ask, asking.query, asking.tour, reading.extract, reading.curate,
    terms.terms, serving.serve, fetching.fetch, comparing.changes, writing.export,
)  # fmt: skip
for verb in VERBS:
    main.add_command(verb)  # type: ignore[arg-type]  # click's decorators make each of them a Command
