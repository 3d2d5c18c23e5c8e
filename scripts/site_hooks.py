"""What `make docs` does to a page before it is laid out."""

import re
from typing import Any

NOTE = re.compile(r"^```(\w+) \S+$", re.MULTILINE)
OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:SECURITY|CONTRIBUTING|CHANGELOG|CONTEXT|README)\.md\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Leave out what stands after a block's language ("console not-run"), which is for the test that runs the guide.

    Links to pages at the top of the repository, which the site does not have, become their words.
    """
    return OUTSIDE.sub(r"\1", NOTE.sub(r"```\1", markdown))
