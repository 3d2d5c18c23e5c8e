"""Words in the form in which they are compared.

Two spellings of one name are the same when their words are: lower case, American spelling, singular, Greek letters by name,
no accents. Every word keeps the characters that it came from.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# A possessive belongs to its word ("Crohn's"); an OCR'd accent or a back quote stands for the apostrophe too.
TOKEN = re.compile(r"[^\W_]+(?:['’´`ʼ]s\b)?|[+%]")
POSSESSIVE = re.compile(r"['’´`ʼ]s$")

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "ω": "omega",
    "µ": "u", "μ": "u",
}  # fmt: skip
BRITISH = (
    ("haem", "hem"), ("aemi", "emi"), ("aeni", "eni"), ("oedem", "edem"), ("leuc", "leuk"), ("tumour", "tumor"),
    ("oesoph", "esoph"), ("paed", "ped"), ("anaes", "anes"), ("rrhoea", "rrhea"), ("pnoea", "pnea"), ("sulph", "sulf"),
    ("coeliac", "celiac"), ("ischaem", "ischem"), ("glycaem", "glycem"), ("gynaec", "gynec"), ("foet", "fet"),
    ("faec", "fec"), ("oestr", "estr"), ("titre", "titer"), ("litre", "liter"), ("fibre", "fiber"), ("centre", "center"),
    ("behaviour", "behavior"), ("colour", "color"), ("analogue", "analog"),
)  # fmt: skip
BRITISH_SIGNS = re.compile("|".join(british for british, _ in BRITISH))
# -ise and its forms; both sides of a comparison go through here, so "raised" becoming "raized" does no harm.
BRITISH_ENDING = re.compile(r"(?<=[a-z]{3})is(e[drs]?|ing|ation)$")


@lru_cache(maxsize=65536)
def normal_word(word: str) -> str:
    """One word in the form in which words are compared: `normal_word("Leucocytes") == "leukocyte"`."""
    word = word.lower() if word.isascii() and word.isalnum() else _plain(word)
    if BRITISH_SIGNS.search(word):
        for british, american in BRITISH:
            word = word.replace(british, american)
    return _singular(BRITISH_ENDING.sub(r"iz\1", word) if "is" in word else word)


def _plain(word: str) -> str:
    """A word in lower case without possessive and accents, Greek letters by name."""
    word = unicodedata.normalize("NFKC", POSSESSIVE.sub("", word)).lower()
    word = "".join(GREEK.get(c, c) for c in word)
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((normal_word(m[0]), m.start(), m.end()) for m in TOKEN.finditer(text))


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of `text` as (normal form, start, end)."""
    return list(_tokens(text))


def normalise(text: str) -> str:
    """`text` as normal words joined by single spaces."""
    return " ".join(word for word, _, _ in _tokens(text))


# What may stand between the words of one name wherever it is written: space, hyphens, quotes, marks.
GAP = re.compile(r"[\s\-‐‑‒–—−'’´`ʼ\"“”®™©*\u00ad\u200b]+")


@lru_cache(maxsize=65536)
def punctuation(name: str) -> frozenset[str]:
    """The marks between the words of a name that part a text (comma, stop, bracket, slash), without hyphens and quotes."""
    words = _tokens(name)
    gaps = (name[left[2] : right[1]] for left, right in pairwise(words))
    return frozenset("".join(GAP.sub("", gap) for gap in gaps))
