"""Who could enter: a person's facts against the criteria of trials, three-valued, with reasons.

`read_person` takes a file in our short YAML or JSON form, a GA4GH Phenopacket (v2) or a FHIR R4/R5 bundle; `match` holds the
person against the trials that `trials.read` finds in a built graph.
"""

from cartkg.use.match.candidate import Candidate
from cartkg.use.match.criteria import Judged, Status
from cartkg.use.match.matching import NOTICE, Match, Verdict, match

__all__ = ["NOTICE", "Candidate", "Judged", "Match", "Status", "Verdict", "match"]
