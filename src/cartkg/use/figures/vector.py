"""An SVG file as matplotlib writes it, made fit for pages: named, described, and without styles that a strict page refuses.

A page that forbids inline styles (Content-Security-Policy style-src without 'unsafe-inline') ignores `style` attributes and
elements; SVG's presentation attributes say the same and are obeyed (SVG 2, section 6.6).
"""

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
FONT = re.compile(r"(?:(italic|oblique) )?(?:(bold|[1-9]00) )?([\d.]+)px (.+)")
LONG = re.compile(r"-?\d+\.\d{3,}")  # a hundredth of a point is less than any printer shows
FAMILY = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"


def finished(svg: bytes, name: str, title: str, description: str) -> bytes:
    """The same drawing with a title, a description, no metadata and presentation attributes for styles."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(svg)
    for parent in root.iter():
        for child in [one for one in parent if one.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style")]:
            parent.remove(child)
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}  # what the style element said
    for element in root.iter():
        _present(element)
        if "d" in element.attrib:
            element.set("d", LONG.sub(lambda number: f"{float(number[0]):.2f}", element.attrib["d"]))
    _name(root, name, title, description)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _present(element: ElementTree.Element) -> None:
    """Turn the style attribute of one element into presentation attributes."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, colon, value = (part.strip() for part in declaration.partition(":"))
        if colon and key == "font":
            element.attrib |= _font(value)
        elif colon:
            element.set(key, value)


def _font(shorthand: str) -> dict[str, str]:
    found = FONT.fullmatch(shorthand)
    if not found:
        return {"font-family": FAMILY}
    style, weight, size, _ = found.groups()
    kept = {"font-style": style, "font-weight": weight, "font-size": f"{size}px", "font-family": FAMILY}
    return {key: value for key, value in kept.items() if value}


def _name(root: ElementTree.Element, name: str, title: str, description: str) -> None:
    words = {"title": title, "desc": description}
    for place, (tag, text) in enumerate(words.items()):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
