"""Writes docs/questions.md: every named question with its words, parameters and columns. Run it after a question changes."""

from collections.abc import Iterator
from pathlib import Path

from cartkg.ask.questions import listed
from cartkg.graph.queries import Query

PAGE = Path(__file__).resolve().parents[1] / "docs" / "questions.md"
HEAD = """# The named questions

Written by `scripts/question_list.py` from `queries/questions/*.rq`; edit those. Ask by name (`cartkg ask washouts --param
agent=NCIT:C1702`) or in plain words (`cartkg ask "washout of rituximab"`): the words must fit one question best; the command
says which on standard error, and names candidates where several fit.

Where absence matters a question answers in three values: the trial excludes, does not exclude (complete texts only), or does
not state it.
"""


def lines(question: Query) -> Iterator[str]:
    """The part of the page about one question."""
    yield f"\n### {question.name}\n\n{question.summary}"
    if question.description:
        yield f"\n{question.description}"
    yield "\n- columns: " + ", ".join(question.columns)
    yield from (f"- parameter `{p.name}` (default `{p.default}`): {p.meaning}" for p in question.parameters)
    if question.aliases:
        yield "- in plain words: " + "; ".join(f"“{alias}”" for alias in question.aliases)
    if question.unknown:
        yield f"- names the trials of which it can say nothing (`{question.unknown}`)"


def page() -> str:
    """The whole page, questions by name."""
    return HEAD + "\n".join(line for question in listed() for line in lines(question)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
