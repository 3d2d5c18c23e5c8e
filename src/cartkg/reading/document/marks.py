"""List marks: bullets, numbers, letters and Roman numerals, at the start of a line or within it."""

import re
from dataclasses import dataclass

BULLETS = "*•·●○◦▪■□◆◇►▶➢➤✓✔‣⁃∙⚫−–—-"
CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}
ROMAN = {"i": 1, "v": 5, "x": 10}

_BULLET = re.compile(rf"\\?(?P<bullet>[{re.escape(BULLETS)}])(?!\*)(?=\s|[^\W\d_]|[≥≤<>(\[\"“'\\])")
_LETTER_O = re.compile(r"(?P<bullet>o)(?=\s{1,4}\S)")
_NUMBER = re.compile(
    r"(?P<open>[(（\[]?)\s?(?P<number>\d{1,3}(?:\.\d{1,2}){0,4}|[ivxIVX]{1,5}|[A-Za-z])\s?(?P<close>\\?[.)]|[）\]、．])(?!\.|\d(?!\d?\s*(?:[-~–≤<]|years?\b|to\b)))(?P<gap>\s*)(?=\S|$)"
)
_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(?=[A-Z])")
_LABEL = re.compile(r"(?:I|E|IC|EC|Inc|Exc)[-. ]?0?(?P<number>\d{1,2})\s?[.):](?!\d)\s*(?=\S)")
_BARE = re.compile(r"(?P<number>\d{1,2})\s+(?=[A-Z≥≤<>])")
_CIRCLE = re.compile(rf"(?P<number>[{''.join(CIRCLED)}])\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a mark: its style (what its neighbours in the list look like) and its ordinal, None for bullets."""

    style: str
    ordinal: int | None
    outer: tuple[int, ...] = ()  # the 9 and 1 of "9.1.2"

    @property
    def kind(self) -> str:
        """The style without its punctuation: "1", "a", "A", "i", "I" or the bullet."""
        return self.style.strip("().[]、") or self.style


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at [start, end) of the text; "i." can be read as a Roman one and as the ninth letter."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    inline: bool = False
    bullet: Reading | None = None  # of "• 1.", which is a number in dress or a bullet whose words begin with a number
    inner: int = -1  # where the number of "• 1." starts


def leading(text: str, start: int, end: int) -> Mark | None:
    """The mark that text[start:end] begins with; in "• 1." the number is the mark, the bullet only dress."""
    mark = _bullet(text, start, end)
    if mark is None:
        return number(text, start, end)
    after = skip_space(text, mark.end, end)
    inner = leading(text, after, end) if after < end else None
    if inner is None:
        return mark
    if inner.readings[0].ordinal is None:
        return Mark(start, inner.end, inner.readings)
    return Mark(start, inner.end, inner.readings, bullet=mark.readings[0], inner=after)


def skip_space(text: str, start: int, end: int) -> int:
    """The first position from `start` on that is no white space."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _bullet(text: str, start: int, end: int) -> Mark | None:
    found = _BULLET.match(text, start, end) or _LETTER_O.match(text, start, end)
    return Mark(start, found.end(), (Reading(found["bullet"], None),)) if found else None


def number(text: str, start: int, end: int) -> Mark | None:
    """The number, letter or Roman numeral that text[start:end] begins with."""
    if circle := _CIRCLE.match(text, start, end):
        return Mark(start, circle.end(), (Reading("①", CIRCLED[circle["number"]]),))
    if label := _LABEL.match(text, start, end):
        return Mark(start, label.end(), (Reading("E1", int(label["number"])),))
    if dotted := _DOTTED.match(text, start, end):
        return Mark(start, dotted.end(), (_decimal(dotted["number"], "", "."),))
    found = _NUMBER.match(text, start, end)
    if not found or not _plausible(found):
        return None
    close = found["close"].replace("\\", "").replace("）", ")").replace("．", ".")
    readings = tuple(_readings(found["number"], found["open"].replace("（", "("), close))
    return Mark(start, found.end(), readings) if readings else None


def _plausible(found: re.Match[str]) -> bool:
    """A letter with a full stop needs space behind it ("e.g." and "C. difficile" are no marks); brackets come in pairs."""
    if found["open"] and found["close"].lstrip("\\") in (".", "、", "．"):
        return False
    is_letter = not found["number"][0].isdigit()
    return not (is_letter and not found["gap"] and found["close"].lstrip("\\") not in (")", "）"))


def _readings(word: str, opened: str, close: str) -> list[Reading]:
    if word[0].isdigit():
        return [_decimal(word, opened, close)]
    found = []
    if (value := roman(word.lower())) and (word.islower() or word.isupper()):
        found.append(Reading(f"{opened}{'i' if word.islower() else 'I'}{close}", value))
    if len(word) == 1:
        found.append(Reading(f"{opened}{'a' if word.islower() else 'A'}{close}", ord(word.lower()) - 96))
    return found


def _decimal(word: str, opened: str, close: str) -> Reading:
    *outer, last = (int(part) for part in word.split("."))
    return Reading(f"{opened}1{close}", last, tuple(outer))


def has_bare_numbers(text: str) -> bool:
    """Whether the lines of a text are numbered without any punctuation ("1 Adults" above "2 Lupus")."""
    return all(re.search(rf"(?m)^\s*{number}\s+[A-Z]", text) for number in (1, 2))


def bare(text: str, start: int, end: int) -> Mark | None:
    """The number without punctuation that text[start:end] begins with."""
    found = _BARE.match(text, start, end)
    return Mark(start, found.end(), (Reading("1", int(found["number"])),)) if found else None


def roman(word: str) -> int | None:
    """The value of a lower-case Roman numeral up to 39, or None."""
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", word) or not word:
        return None
    values = [ROMAN[letter] for letter in word]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
