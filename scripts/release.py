"""Writes the release of a built graph: `python scripts/release.py [GRAPH] [OUT] [SITE]`; see `make release`.

SITE is the address under which the pages and files will be served, with a slash at its end.
"""

import sys
from pathlib import Path

from cartkg.model.namespaces import BASE
from cartkg.use.release import release


def main() -> None:
    """Writes the folder and lists its files with their sizes."""
    graph, out, site = [*sys.argv[1:], *["build/graph", "dist/release", BASE][len(sys.argv) - 1 :]]
    for file in release(Path(graph), Path(out), site):
        print(f"{file.stat().st_size:>12,}  {file}")


if __name__ == "__main__":
    main()
