"""What a figure is: its data as a table of plain cells, and a drawing made from that table alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cartkg.ask.settings import settings
from cartkg.graph.parameters import Parameter
from cartkg.graph.store import GraphStore, Row
from cartkg.graph.view.days import in_words
from cartkg.model.errors import QuestionError
from cartkg.use.figures.sheet import EDGE, Sheet, drawing

FORMS = ("svg", "png")
DPI = 300  # of a PNG for print


@dataclass(frozen=True, slots=True)
class Table:
    """The data of a figure: what is drawn, and nothing that is not drawn or told in the caption."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: tuple[str, ...]  # sentences: what is counted, what is only a part, how old it is
    days: tuple[str, ...] = ()  # the day of most records, and the newest where it is another

    @property
    def words(self) -> str:
        """The whole caption, with the source and the day of the data."""
        return " ".join((*self.caption, f"Source: {in_words(self.days)}, read by cartkg."))


def blank(table: Table) -> Sheet:
    """A sheet that says that there is nothing to draw."""
    sheet = Sheet(table.title, table.words, 0.5)
    sheet.text(EDGE, 0.2, "Nothing to draw: no trial of this graph has such data.", va="top")
    return sheet


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by name: how to read it, the parameters it takes, its data and its drawing."""

    name: str
    title: str
    reading: str  # one sentence
    table: Callable[[GraphStore, Mapping[str, str]], Table]
    plot: Callable[[Table], Sheet]
    parameters: tuple[Parameter, ...] = ()

    def data(self, store: GraphStore, parameters: Mapping[str, str] | None = None) -> Table:
        """The figure's data. Raises QuestionError for an unknown parameter, value or term."""
        return self.table(store, settings(self.name, self.parameters, parameters or {}))

    def draw(self, table: Table, form: str = "svg", dpi: int = DPI) -> bytes:
        """The figure as "svg" (text as text, with title and description) or "png" at `dpi`: the same table, the same bytes."""
        if form not in FORMS:
            raise QuestionError(self.name, f"no form {form}", "one of " + ", ".join(FORMS))
        with drawing():
            sheet = self.plot(table) if table.rows else blank(table)
            return sheet.svg(self.name, f"{self.reading} {table.words}") if form == "svg" else sheet.png(dpi)
