"""Where the files are that the package carries: at the top of a source tree, or inside an installed wheel."""

from functools import cache
from pathlib import Path

from cartkg.model.errors import StoreError

_PACKAGE = Path(__file__).parents[1]


@cache
def folder(name: str) -> Path:
    """The folder `name` ("data/vocabulary", "ontology", "shapes", "queries/questions") as a path.

    An installed wheel holds these folders under `cartkg/_carried`; a source tree holds them at its top.
    """
    for top in (_PACKAGE / "_carried", _PACKAGE.parent.parent):
        if (top / name).is_dir():
            return top / name
    raise StoreError(name, "the folder is neither in the package nor beside the source tree", "install cartkg again")
