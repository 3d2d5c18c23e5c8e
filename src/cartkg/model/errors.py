"""Errors that a user can act on: each names the place, what is wrong there, and the remedy."""


def printable(words: str) -> str:
    """Words that every terminal and file takes: halves of surrogate pairs (from a file's name that is no UTF-8) as escapes."""
    return words.encode("utf-8", "backslashreplace").decode()


class CartkgError(Exception):
    """Any failure that cartkg foresees.

    `place` is the file, folder, address or parameter at fault; `problem` says what is wrong there; `remedy` says what
    the user can do. The command line prints the three in one line and exits with status 2.
    """

    def __init__(self, place: object, problem: str, remedy: str = "") -> None:
        self.place, self.problem, self.remedy = printable(str(place)), printable(problem), printable(remedy)
        place, problem, remedy = self.place, self.problem, self.remedy
        super().__init__(f"{self.place}: {problem}" + (f" ({remedy})" if remedy else ""))


class UnreadableRecord(CartkgError):  # noqa: N818  (it names what is refused)
    """A record that cannot be read: it is refused by name and the other records go on."""


class VocabularyError(CartkgError):
    """A line of the vocabulary, the ontology or the curated statements that is not well formed."""


class QuestionError(CartkgError):
    """An unknown question, a wrong parameter, or a query that does not parse."""


class StoreError(CartkgError):
    """A graph folder that is missing, incomplete or cannot be written."""
