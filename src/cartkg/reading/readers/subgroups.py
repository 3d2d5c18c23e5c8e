"""Whom a limit is for, where it is not for all: "≤ 5 × ULN in Gilbert's syndrome", "men > 450 ms", "Lansky (age < 16 years)".

The words stand behind the limit, between it and the one before, in a bracket behind its name, or at the head of the sentence.
They must name people, a group of the trial, a condition or an age; a time or a way of measuring is no subgroup.
"""

from cartkg.model import Item, Section
from cartkg.reading.lexicon import member
from cartkg.reading.readers.binding import Bond, region
from cartkg.reading.readers.parts import Part, Parts, Sort
from cartkg.vocabulary import Terminology

LONGEST = 14
BAND = 10  # years: below, "over one year" is a time
CONDITIONS = ("condition", "condition-name")


class Subgroups:
    """The subgroups of an item's limits."""

    def __init__(self, item: Item, parts: Parts, terminology: Terminology) -> None:
        self.item, self.parts, self.terminology = item, parts, terminology
        self.head = self._head()

    def of(self, bond: Bond, name: int) -> str:
        """The words of the subgroup that a limit on one of its names is for; "" where it is for all."""
        at = bond.at
        banded = {n: self._behind_name(n, at) for n in bond.names if n < at}
        if any(banded.values()):
            return banded.get(name, "")
        own = self._sex(self._after_mark(at), at) if bond.last == at else ""
        return own or self._behind(bond.last) or self._between(at, bond.first) or self.head or self.item.cohort

    def behind_age(self, at: int) -> str:
        """The subgroup that the words behind an age name: "aged 18 or older in the lupus arm"."""
        end = at
        while (
            end + 1 < len(self.parts)
            and end < at + 5
            and self.parts[end + 1].word in ("old", "of", "age", "inclusive", "years")
        ):
            end += 1
        return self._behind(end, aged=True)

    def before_age(self, at: int) -> str:
        """The subgroup that the words before an age name: a part of the trial, people with something, one sex, a few."""
        j = at - 1
        while j >= 0 and at - j <= 2 * LONGEST and self.parts[j].sort is not Sort.STOP:
            part = self.parts[j]
            if part.sort is Sort.OPEN and j and (self.parts[j - 1].measure or self.parts[j - 1].bounds):
                return self._text(self.parts[j + 1 + member("OPENER", self.parts[j + 1].word)], self.parts[self._aged(at)])
            if part.measure or (part.sort is Sort.LIMIT and not self._is_age(j)):
                break
            if member("GROUP", part.word) or (member("FIRST", part.word) and self._people(j, at)):
                return self._until_mark(j, at)
            if member("OPENER", part.word) and (words := self._qualified(j, self._people(j, at) or j)):
                return words
            if self._is_condition(j, at):
                return self._text(self.parts[j + member("OPENER", part.word)], self.parts[self._aged(at)])
            j -= 1
        sexes = [p for p in self.parts[j + 1 : at] if member("SEX", p.word)]
        return self._text(sexes[0], sexes[0]) if len(sexes) == 1 else ""

    def _aged(self, at: int) -> int:
        """The index of the last of "of age", "old" behind an age."""
        while at + 1 < len(self.parts) and self.parts[at + 1].word in ("old", "of", "age"):
            at += 1
        return at

    def _is_condition(self, start: int, at: int) -> bool:
        """Whether an age says for whom something else is asked: "for patients over 12: …", "patients under 6 must weigh"."""
        parts, end = self.parts, self._aged(at)
        following = parts[end + 1].word if end + 1 < len(parts) else ""
        if parts[start].word in ("for", "in", "among", "if"):
            linked = all(member("AGE_LINK", p.word) or member("AGE", p.word) for p in parts[start + 1 : at])
            return linked and (
                following in (":", ",") or (start > 0 and bool(parts[start - 1].measure or parts[start - 1].bounds))
            )
        people = member("PERSON", parts[start].word) or member("GROUPED", parts[start].word)
        return people and start == at - 1 and member("OBLIGED", following)

    def _people(self, start: int, end: int) -> int:
        """The index behind the last words before an age that name people or what they have; 0 where none do."""
        while end > start and not self._tells_people(self.parts[end - 1]):
            end -= 1
        return end if end > start + 1 else 0

    @staticmethod
    def _tells_people(part: Part) -> bool:
        return member("PERSON", part.word) or (part.sort is Sort.WORD and not member("AGE", part.word))

    def _until_mark(self, start: int, end: int) -> str:
        stop = next(
            (j for j in range(start + 1, end) if self.parts[j].word in (":", ",", "(", "must", "should", "aged", "age")), end
        )
        return self._text(self.parts[start], self.parts[min(stop, start + 6) - 1])

    def _head(self) -> str:
        """ "For patients with lung fibrosis: FVC > 50 %, DLCO ≥ 45 %": what opens an item holds for all of it."""
        end = next((j for j, p in enumerate(self.parts[:LONGEST]) if p.word == ":"), -1)
        first = next((p.word for p in self.parts if not member("PERSON", p.word)), "")
        opened = end > 0 and member("OPENER", first)
        if end > 0 and self.item.section is Section.INCLUSION and self._is_condition_name(0, end) and not self.parts[0].measure:
            return self._text(self.parts[0], self.parts[end - 1])
        return self._qualified(0, end) if opened or (end > 0 and self._is_band(0, end)) else ""

    def _behind_name(self, name: int, at: int) -> str:
        opened = name + 1
        while opened < len(self.parts) and self.parts[opened].sort is Sort.ASIDE and opened < name + 4:
            opened += 1
        if opened >= at or self.parts[opened].sort is not Sort.OPEN or not 0 < self.parts[opened].pair < at:
            return ""
        return self._qualified(opened + 1, self.parts[opened].pair) if self._has_age(opened, self.parts[opened].pair) else ""

    def _behind(self, at: int, aged: bool = False) -> str:
        start, parts = at + 1, self.parts
        while start < len(parts) and (parts[start].sort is Sort.OPEN or parts[start].word == ",") and start <= at + 2:
            start += 1
        if start >= len(parts):
            return ""
        if member("EXCEPT", parts[start].word):
            return ""
        opened = member("FOR_WHOM" if aged else "OPENER", parts[start].word) or (
            parts[start - 1].sort is Sort.OPEN and self._names_people(start)
        )
        if not opened and (aged or not self._is_bare_age(start)):
            return ""
        end = start + 1
        while end < len(parts) and self._goes_on(end) and end < start + LONGEST:
            end += 1
        following = parts[end].sort if end < len(parts) else Sort.STOP
        if following is Sort.LIMIT or (following is Sort.NAME and parts[start - 1].word == ","):
            return ""  # "…, in men ≥ 3": the words belong to the next limit
        return self._qualified(start, end)

    def _names_people(self, start: int) -> bool:
        """Whether a bracket begins with people, or holds nothing but a condition: "(men)", "(SLE)"."""
        if member("PERSON", self.parts[start].word) or member("GROUPED", self.parts[start].word):
            return True
        close = self.parts[start - 1].pair
        return 0 < close <= start + 4 and self._is_condition_name(start, close)

    def _is_condition_name(self, start: int, end: int) -> bool:
        words = self._text(self.parts[start], self.parts[end - 1])
        return bool(self.terminology.named(words, CONDITIONS))

    def _goes_on(self, at: int) -> bool:
        part = self.parts[at]
        if part.sort is Sort.LIMIT:
            return self._is_age(at)
        if part.sort is Sort.JOINT and part.word != "/":
            following = self.parts[at + 1] if at + 1 < len(self.parts) else None
            return part.word in ("or", "and") and following is not None and following.sort is Sort.WORD
        return part.sort not in (Sort.STOP, Sort.CLOSE, Sort.OPEN)

    def _between(self, at: int, first: int) -> str:
        """The words before a limit (and its name) back to the limit before, the sentence end or the bracket."""
        previous, _ = region(self.parts, first)
        start = max(previous + 1, first - 2 * LONGEST)
        for j in range(first - 1, start - 1, -1):
            if self.parts[j].sort in (Sort.STOP, Sort.OPEN) or (self.parts[j].sort is Sort.CLOSE and j < first - 1):
                start = j + 1
                break
        end = first
        while end > start and not self.parts[end - 1].word[0].isalnum():
            end -= 1
        if sex := self._sex(start, end):
            return sex
        opener = next((j for j in range(start, end) if member("OPENER", self.parts[j].word)), -1)
        if opener >= 0 and self.item.section is Section.EXCLUSION and self._opens_exception(opener):
            return ""  # an exception from the exclusion, not for whom it holds
        if opener >= 0:
            words = self.parts[opener:end]
            grouped = any(member("GROUP", p.word) for p in words)
            obliged = member("PERSON", self.parts[max(0, opener - 1)].word) and any(
                member("OBLIGED", p.word) or member("MODAL", p.word) for p in words[1:]
            )
            if first > end or first == at or grouped:
                return self._qualified(opener, end)
            return self._qualified(opener, end) if obliged and self.item.section is Section.INCLUSION else ""
        again = first == at and previous >= 0
        return self._qualified(start, end) if again or self._is_band(start, end) else ""

    def _after_mark(self, at: int) -> int:
        """The index behind the last mark or name before a limit."""
        while at > 0 and self.parts[at - 1].sort in (Sort.WORD, Sort.ASIDE) and not self.parts[at - 1].bounds:
            at -= 1
        return at

    def _sex(self, start: int, end: int) -> str:
        """A sex or an age group as the whole of the words: "male > 450 ms"."""
        words = [p for p in self.parts[start:end] if p.sort is not Sort.JOINT and not member("OPENER", p.word)]
        named = [p for p in words if member("GROUPED", p.word)]
        return self._text(named[0], named[0]) if len(named) == 1 and len(words) <= 2 else ""

    def _is_band(self, start: int, end: int) -> bool:
        """Whether a stretch is an age and nothing else: "60 years and over:"."""
        limits = [j for j in range(start, end) if self.parts[j].bounds]
        words = [p for p in self.parts[start:end] if p.sort in (Sort.WORD, Sort.NAME) and not member("AGED", p.word)]
        return len(limits) == 1 and not words and self._is_age(limits[0])

    def _is_age(self, at: int) -> bool:
        bound = self.parts[at].bound
        around = (*self.parts[max(0, at - 2) : at], *self.parts[at + 1 : at + 3])
        aged = any(member("AGED", p.word) for p in around)
        return (bound.unit in ("a", "mo") and (bool(bound.comparator) or aged)) or (not bound.unit and aged)

    def _is_bare_age(self, at: int) -> bool:
        """An age right behind a limit: "Karnofsky ≥ 70 below 16 years", "… from 16 years on"."""
        from_ = self.parts[at].word == "from" and at + 1 < len(self.parts)
        part = self.parts[at + from_]
        return bool(part.bounds) and part.bound.unit == "a" and part.bound.quantity.value >= BAND and self._is_age(at + from_)

    def _has_age(self, start: int, end: int) -> bool:
        return any(self.parts[j].bounds and self._is_age(j) for j in range(start, end)) or any(
            member("GROUPED", p.word) for p in self.parts[start:end]
        )

    def _qualified(self, start: int, end: int) -> str:
        """The words of a stretch if they name a subgroup, "" otherwise."""
        parts = list(self.parts[start:end])
        while parts and (parts[0].sort is Sort.JOINT or member("OPENER", parts[0].word) or member("GENERIC", parts[0].word)):
            parts.pop(0)
        while parts and (
            parts[-1].sort in (Sort.JOINT, Sort.OPEN) or (member("GRANTED", parts[-1].word) and not parts[-1].bounds)
        ):
            parts.pop()
        parts = parts[: next((j for j, p in enumerate(parts) if self._ends_subgroup(p)), len(parts))]
        if not parts or len(parts) > LONGEST or member("NO_SUBGROUP", parts[0].word):
            return ""
        words = [p.word for p in parts]
        grouped = {w for w in words if member("GROUPED", w)}
        if len(grouped) > 1 and "alike" in words:
            return ""
        text = self._text(parts[0], parts[-1])
        telling = grouped or any(member("STATE", w) or member("GROUP", w) for w in words) or self._has_age(start, end)
        return text if telling or self.terminology.find(text, CONDITIONS) else ""

    def _opens_exception(self, at: int) -> bool:
        """ "except …", "with the exception of …"."""
        return any(member("EXCEPT", p.word) for p in self.parts[at : at + 3])

    @staticmethod
    def _ends_subgroup(part: Part) -> bool:
        """Whether what follows is asked of the subgroup: "patients with SSc must have …"."""
        return not part.bounds and (part.word in (":", "must", "should") or member("MODAL", part.word))

    def condition(self, at: int) -> str:
        """The words of a condition behind a limit: "unless due to myositis", "(if clinically stable)"."""
        start, parts = at + 1, self.parts
        while start < len(parts) and start <= at + 2 and (parts[start].sort is Sort.OPEN or parts[start].word == ","):
            start += 1
        if start >= len(parts) or not member("PROVIDED", parts[start].word):
            return ""
        end = start + 1
        while end < min(len(parts), start + 2 * LONGEST) and parts[end].sort not in (Sort.STOP, Sort.CLOSE, Sort.LIMIT):
            end += 1
        return self._text(parts[start], parts[end - 1]) if end > start + 1 else ""

    def _text(self, first: Part, last: Part) -> str:
        end = last.end
        return " ".join(self.item.text[first.start : end].replace("\\", "").split())
