"""Reading an eligibility text without any graph: `cartkg.read_text`. Loads no engine, so that it answers at once."""

from dataclasses import replace

from cartkg.model import Completeness, Criterion, Eligibility, Section, Span
from cartkg.model.errors import QuestionError
from cartkg.reading import criteria
from cartkg.vocabulary import Terminology


def read_text(text: str, section: str | None = None) -> tuple[Criterion, ...]:
    """The criteria of an eligibility text with everything that was read from them; no graph is needed.

    `section` ("inclusion" or "exclusion") is where a text without headings stands; without it, the text's own headings say, and
    what stands before the first is inclusion. Spans are half-open ranges of characters of `text`. Raises QuestionError for
    another section.
    """
    if section not in (None, *Section):
        raise QuestionError("section", f"no section {section}", "inclusion or exclusion")
    heading = f"{section} criteria:\n\n".capitalize() if section else ""
    read = criteria.read(Eligibility(heading + text, Completeness.COMPLETE), Terminology.shipped())
    return tuple(_shifted(criterion, -len(heading)) for criterion in read) if heading else read


def _shifted(criterion: Criterion, by: int) -> Criterion:
    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    return replace(
        criterion,
        span=moved(criterion.span) if criterion.span else None,
        therapies=tuple(replace(one, span=moved(one.span)) for one in criterion.therapies),
        thresholds=tuple(replace(one, span=moved(one.span)) for one in criterion.thresholds),
        diagnoses=tuple(replace(one, span=moved(one.span)) for one in criterion.diagnoses),
        ages=tuple(replace(one, span=moved(one.span)) for one in criterion.ages),
    )
