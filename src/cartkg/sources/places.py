"""Places of sites as pages write them: "Nanjing, Jiangsu, China"."""

from functools import cache

import pycountry

from cartkg.model import Site

EVERYDAY = {"turkey", "south korea", "north korea", "russia", "iran", "taiwan", "vietnam", "syria", "moldova", "bolivia",
            "venezuela", "tanzania", "laos", "brunei", "palestine", "hong kong", "macau", "usa", "uk", "great britain",
            "republic of korea", "korea", "czech republic", "the netherlands", "puerto rico", "kosovo", "russian federation",
            "moldova, republic of", "iran, islamic republic of", "türkiye", "macedonia", "congo", "united states"}  # fmt: skip
"""Names of countries in common use and in the registry that ISO 3166 spells otherwise."""


@cache
def _countries() -> frozenset[str]:
    names = {
        name for c in pycountry.countries for name in (c.name, getattr(c, "common_name", ""), getattr(c, "official_name", ""))
    }
    return frozenset(EVERYDAY | {name.casefold() for name in names if name})


def is_country(words: str) -> bool:
    """Whether the words are a country's name, by ISO 3166 or common use."""
    return words.strip().casefold() in _countries()


def site(words: str, facility: str = "") -> Site | None:
    """The site of "city, region, country", "city, country" or "country"; None where the words end with no country."""
    parts = [part.strip() for part in words.split(",")]
    for width in (2, 1):  # "Korea, Republic of" is one name
        country = ", ".join(parts[-width:])
        if len(parts) >= width and is_country(country):
            place = parts[:-width]
            return Site(facility, place[0] if place else "", ", ".join(p for p in place[1:] if p), country)
    return None
