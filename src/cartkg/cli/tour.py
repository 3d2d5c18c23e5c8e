"""`tour`: the first minute with a built graph. Three answers in a sentence and a few rows each, how complete the texts are,
and where to go on; thirty lines at most."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from cartkg.ask import questions
from cartkg.cli import options
from cartkg.graph.store import GraphStore
from cartkg.model import VERDICTS
from cartkg.model.wording import window_in_words

SHOWN = 3  # rows of an answer
WIDTH = 110
ON = (
    "All questions: cartkg ask · in plain words: cartkg ask \"pediatric trials that exclude prior rituximab\"",
    "In a browser: cartkg serve, then http://127.0.0.1:8000 · one record: cartkg extract FILE · a person: cartkg match FILE",
    "The whole texts of the field: cartkg field · for Protégé, Gephi, pandas: cartkg export",
    "(The command is .venv/bin/cartkg where the environment is not active.)",
)  # fmt: skip


@click.command()
@options.graph
def tour(graph: Path) -> None:
    """Three answers from a built graph, how complete its texts are, and where to go on."""
    store = GraphStore.open(graph)
    for line in lines(store):
        click.echo(line)


def lines(store: GraphStore) -> Iterator[str]:
    """The lines of the tour."""
    yield ""
    yield _texts(store)
    yield from _verdicts("1. Do trials that admit people under 18 take those who had rituximab?", "under-18", store)
    yield from _verdicts("2. And all trials of the field?", "all", store)
    yield from _demands("3. Which treatments must have been tried before?", store)
    yield ""
    yield from ON


def _texts(store: GraphStore) -> str:
    answer = questions.ask("counts-by-completeness", {}, store)
    counts = {row[0]: int(row[-1]) for row in answer.rows}
    total = sum(counts.values())
    return (
        f"{total} trials of engineered cells in immune-mediated disease. Eligibility text: whole for "
        f"{counts.get('complete', 0)}, in part for {counts.get('partial', 0)}, not at hand for {counts.get('none', 0)}."
    )


def _verdicts(heading: str, population: str, store: GraphStore) -> Iterator[str]:
    answer = questions.ask("therapy-verdicts", {"population": population}, store)
    at = answer.columns.index
    counts = Counter(row[at("verdict")] for row in answer.rows)
    known = [
        f"{counts[verdict]} {_plain(verdict, counts[verdict])}"
        for verdict in VERDICTS
        if verdict != "not-stated" and counts[verdict]
    ]
    told = ", ".join(known) or "none is known to say anything of it"
    yield ""
    yield click.style(heading, bold=True)
    yield f"Of {len(answer.rows)}: {told}; for {counts['not-stated']} it is not stated or not sure."
    found = sorted(
        (row for row in answer.rows if row[at("verdict")] != "not-stated"), key=lambda row: VERDICTS.index(row[at("verdict")])
    )
    for row in found[:SHOWN]:
        said = _plain(row[at("verdict")])
        agent, window = row[at("named_agent_label")], row[at("window")]
        words = f"{said}: {agent}{f', within {window_in_words(window)}' if window else ''}" if agent else said
        yield _row(row[0], words, f"{row[at('section')]} {row[at('number')]}", row[at("title")])
    yield from _rest(found, f"cartkg ask therapy-verdicts --param population={population}")


def _demands(heading: str, store: GraphStore) -> Iterator[str]:
    answer = questions.ask("failed-treatments", {}, store)
    at = answer.columns.index
    trials = {row[0] for row in answer.rows}
    often = Counter(agent for _, agent in {(row[0], row[at("agent_label")]) for row in answer.rows}).most_common(3)
    yield ""
    yield click.style(heading, bold=True)
    named = ", ".join(f"{agent} ({count})" for agent, count in often)
    yield f"{len(trials)} trials say so; most often: {named or 'none'}."
    shown = [row for row in answer.rows if row[at("lasting")]] or list(answer.rows)
    for row in _one_a_trial(shown)[:SHOWN]:
        count, lasting = row[at("min_count")], row[at("lasting")]
        words = f"{f'at least {count} of a list with ' if count else ''}{row[at('agent_label')]}"
        words += f", for at least {window_in_words(lasting)}" if lasting else ""
        yield _row(row[0], words, f"{row[at('section')]} {row[at('number')]}", row[at("title")])
    yield from _rest(answer.rows, "cartkg ask failed-treatments")


def _one_a_trial(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list({row[0]: row for row in reversed(list(rows))}.values())[::-1]


def _row(trial: str, words: str, item: str, title: str) -> str:
    line = f"  {trial}  {words}  [{item.strip()}]" if item.strip() else f"  {trial}  {words}"
    room = WIDTH - len(line) - 2
    return f"{line}  {title[: room - 1] + '…' if len(title) > room else title}" if room > 20 else line


def _rest(rows: Iterable[tuple[str, ...]], call: str) -> Iterator[str]:
    more = len(list(rows)) - SHOWN
    if more > 0:
        yield f"  … {more} more: {call}"


PLAIN = {  # a verdict of one trial, of several
    "excludes": ("excludes", "exclude"),
    "excludes-within": ("excludes for a time", "exclude for a time"),
    "excludes-in-part": ("excludes in part", "exclude in part"),
    "requires": ("asks for it", "ask for it"),
    "permits": ("permits", "permit"),
    "does-not-exclude": ("does not exclude", "do not exclude"),
}


def _plain(verdict: str, count: int = 1) -> str:
    return PLAIN[verdict][count != 1]
