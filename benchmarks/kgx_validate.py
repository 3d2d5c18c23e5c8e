"""The real `kgx validate` over an exported folder, with the Biolink Model of the package biolink-model and no network.

    python -m venv kgx && kgx/bin/pip install kgx==2.6.0 biolink-model==4.4.6   # not beside this project
    cartkg export kgx --out build/kgx
    kgx/bin/python benchmarks/kgx_validate.py build/kgx

Twice: with the prefixes that Biolink knows, and with those of the folder's `context.jsonld` beside them. The tool looks at each
record twice; what it says twice is counted once. Exit status 1 where anything but a prefix of ours is refused.
"""

# ruff: noqa: PLC0415  # kgx asks the network as soon as it is imported

import argparse
import json
import logging
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import bmt.toolkit
from linkml.generators.jsonldcontextgen import ContextGenerator

SORTS = {"not represented in": "a prefix that Biolink does not list", "CURIE": "no proper CURIE"}
MODEL = str(files("biolink_model") / "schema" / "biolink_model.yaml")


def offline(context: dict) -> None:
    """Puts the installed model and context where kgx would load them from the network."""
    from kgx import config

    made = bmt.toolkit.Toolkit.__init__
    if made.__name__ != "local":

        def local(self, *_args, **_options) -> None:
            made(self, MODEL, {"predicate mappings": []})

        bmt.toolkit.Toolkit.__init__ = local
    for name in ("biolink", "monarch_context", "obo_context"):
        config.jsonld_context_map[name] = context


def validate(folder: Path) -> Counter[str]:
    """How many different faults of each kind kgx reports, and how many of these are about a prefix."""
    from kgx.cli.cli_utils import validate as run

    logging.disable(logging.WARNING)
    found = run([str(folder / "nodes.tsv"), str(folder / "edges.tsv")], "tsv", None, "/dev/null")
    kinds: Counter[str] = Counter()
    for kind, messages in found.get("ERROR", {}).items():
        for message, entities in messages.items():
            what = next((words for sign, words in SORTS.items() if sign in message), message)
            kinds[f"{kind}: {what}"] += len(set(entities))
    return kinds


def main() -> None:
    """Prints both reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    context = json.loads(ContextGenerator(MODEL).serialize())["@context"]
    offline(context)
    told = validate(folder)
    print("with Biolink's prefixes alone:", dict(told) or "no error")
    if (folder / "context.jsonld").is_file():
        context.update(json.loads((folder / "context.jsonld").read_text())["@context"])
        told = validate(folder)
        print("with the prefixes of context.jsonld beside them:", dict(told) or "no error")
    sys.exit(1 if told else 0)


if __name__ == "__main__":
    main()
