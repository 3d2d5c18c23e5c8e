"""What the trial does with a person of whom a stretch of an item is true: requires, excludes, permits.

The heading (or the lead-in of the parent item) gives the stance from which the words depart. A clause may set its own ("is
allowed", "must", "is prohibited"); then the cues that reach the stretch turn it in the order of the words: a negation turns,
a washout excludes, an exception permits. What stands in brackets departs from the stance of the place where the bracket hangs.
"""

from cartkg.eligibility.stance.carving import CarveOut, carve_outs
from cartkg.eligibility.stance.reading import Reading, at

__all__ = ["CarveOut", "Reading", "at", "carve_outs"]
