"""What `make docs` does to a page before it is laid out."""

import re
from typing import Any

NOTE = re.compile(r"^```(\w+) \S+$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Leave out what stands after a block's language ("console not-run"): it is for the test that runs the guide."""
    return NOTE.sub(r"```\1", markdown)
