"""Minting: the IRIs of things that no public vocabulary names. The same input always gives the same IRI.

An IRI is readable where the thing has a name of its own (`trial/NCT01234567/exclusion/5`) and ends in a digest of what the
thing says where it has none (a statement, a site, a person). No counter takes part, so that a new one renames no other.
"""

import re
from hashlib import sha256

from cartkg.model import Section, Source
from cartkg.model.namespaces import BASE

TYPES = f"{BASE}derived/types"  # the graph of the types that follow (cartkg.graph.membership)
SHORTCUTS = f"{BASE}derived/shortcuts"  # the graph of what stands two steps from a trial, in one
DIGEST = 10  # hexadecimal digits: 40 bits are plenty within one trial, where digests must differ


def digest(*parts: object) -> str:
    """A short digest of the words of `parts`, in this order; None and "" are the same."""
    words = "\x1f".join("" if part is None else str(part) for part in parts)
    return sha256(words.encode()).hexdigest()[:DIGEST]


def slug(words: str) -> str:
    """`words` with every run of characters that an IRI should not hold as one hyphen; "" where nothing is left."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", words).strip("-.")


def trial(trial_id: str) -> str:
    """A trial, named by its registry id or by the stable id that its record gave it."""
    return f"{BASE}trial/{slug(trial_id)}"


def part(whole: str, kind: str, *key: object) -> str:
    """A part of a thing: `kind` says what ("site", "arm"), `key` tells it from its sisters."""
    return f"{whole}/{kind}/{digest(*key)}"


def criterion(trial_iri: str, section: Section, number: str, repeat: int = 0) -> str:
    """A criterion by its place; `repeat` counts up where a text uses one number twice."""
    place = f"{trial_iri}/{section}/{slug(number)}"
    return f"{place}/again-{repeat}" if repeat else place


def record(source: Source, trial_id: str) -> str:
    """What one source says of one trial: also the name of the graph that holds these facts."""
    return f"{BASE}record/{source.sha256[:12]}/{slug(trial_id)}"


def reading(record_iri: str) -> str:
    """The graph of what the program read out of a record's words."""
    return f"{record_iri}/reading"


def organisation(name: str) -> str:
    """A sponsor or collaborator, by its name as records write it."""
    return f"{BASE}organisation/{digest(' '.join(name.casefold().split()))}"


def derived(rule: str) -> str:
    """The graph of what one derivation adds."""
    return f"{BASE}derived/{slug(rule)}"


def software(version: str) -> str:
    """A version of this program, as the agent that read or derived."""
    return f"{BASE}software/cartkg-{slug(version)}"
