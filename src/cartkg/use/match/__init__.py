"""Who could enter: a person's facts against the criteria of trials, three-valued, with reasons.

`read_person` takes a file in our short YAML or JSON form, a GA4GH Phenopacket (v2) or a FHIR R4/R5 bundle; `match` holds the
person against the trials that `read_trials` finds in a built graph.
"""

from cartkg.use.match.candidate import Candidate
from cartkg.use.match.criteria import Judged, Status
from cartkg.use.match.matching import NOTICE, Match, Verdict, match
from cartkg.use.match.reading import parse_person, person_of, read_person
from cartkg.use.match.trials import MatchTrial
from cartkg.use.match.trials import read as read_trials
from cartkg.use.match.yaml_form import PersonError

__all__ = [
    "NOTICE",
    "Candidate",
    "Judged",
    "Match",
    "MatchTrial",
    "PersonError",
    "Status",
    "Verdict",
    "match",
    "parse_person",
    "person_of",
    "read_person",
    "read_trials",
]
