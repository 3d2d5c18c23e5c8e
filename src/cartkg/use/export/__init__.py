"""Files for other programs, from a built graph, the answer of a query, a view or one trial's neighbourhood.

FORMATS names them; each is a function of a module of this package, which programs may call with a store or a network of their
own.
"""

from cartkg.use.export.formats import FORMATS, Form, Needs
from cartkg.use.export.part import Part
from cartkg.use.export.views import VIEWS, NetworkView
from cartkg.use.export.writing import write

__all__ = ["FORMATS", "VIEWS", "Form", "Needs", "NetworkView", "Part", "write"]
