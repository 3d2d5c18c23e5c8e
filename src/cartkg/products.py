"""What a record says of its cell product: modality, source of the cells, antigens."""

from cartkg.model import Trial
from cartkg.terminology import Terminology


def described(trial: Trial, terminology: Terminology) -> Trial:
    """The trial with what its words say of its product."""
    return trial
