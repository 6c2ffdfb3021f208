"""A letter as a file for others: Markdown, plain text, a PDF to print and fold, a Word document to go on with.

The PDF is set by Typst: paragraphs broken as a whole, hyphens, ligatures, a face that is made for reading (Libertinus
Serif, OFL, inside the library, so every machine gives the same page). The letter goes in as data, never as markup, so
nothing that was dictated can be an instruction. Straight quotes become typographic ones here, and only here.
"""

from __future__ import annotations

import io
import json
import re
from datetime import date
from typing import Literal, TypeAlias

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Mm, Pt

Format: TypeAlias = Literal["md", "txt", "pdf", "docx"]

_PAGE = """
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.title, date: none)
#set page(paper: letter.paper, margin: (left: 32mm, right: 32mm, top: 36mm, bottom: 32mm), numbering: none,
  footer: context if counter(page).get().first() > 1 {
    align(center, text(size: 9.5pt, fill: luma(90), counter(page).display()))
  })
#set text(font: "Libertinus Serif", size: 11.5pt, lang: "en", number-type: "old-style", hyphenate: true,
  costs: (hyphenation: 160%, runt: 200%, widow: 400%, orphan: 400%))
#set par(justify: true, leading: 0.8em, spacing: 1.5em)
#let lines(words) = words.split("\\n").join(linebreak())
#let kept(words) = {
  let short = words.len() < letter.whole
  block(width: 100%, spacing: 1.5em, breakable: not short, sticky: short, par(lines(words)))
}
#let signed(words) = {
  let (wish, ..name) = words.split("\\n")
  wish
  if name != () { v(letter.signature * 1mm); name.join(linebreak()) }
}
#align(right, letter.date)
#v(letter.air * 1mm)
#for (n, part) in letter.parts.enumerate() {
  if part.kind == "salutation" { block(below: 1.9em, lines(part.text)) }
  else if part.kind == "closing" {
    v(1em)
    pad(left: 56%, block(breakable: false, { set par(justify: false, spacing: 0pt); signed(part.text) }))
  }
  else if letter.parts.at(n + 1, default: part).kind == "closing" { kept(part.text) }
  else { par(lines(part.text)) }
}
"""

_SALUTATION = re.compile(
    r"(?:(?:my )?(?:dear|dearest|beloved|darling)|hello|hi|to my)\b[^.!?]{0,60}[,:!.]?", re.IGNORECASE
)
_CLOSING = re.compile(
    r"(?:with (?:all my |much |lots of )?(?:love|affection|kind regards|best wishes)|(?:lots of |all my )?love"
    r"|yours(?: \w+)*|your \w+"
    r"|(?:kind |best |warm |warmest )?regards|best wishes|best|sincerely(?: yours)?|(?:yours )?(?:truly"
    r"|faithfully|ever)|always"
    r"|(?:many )?thanks|(?:a )?(?:big )?(?:hug|kiss|kisses|hugs))[^.!?]{0,60}[.,!]?",
    re.IGNORECASE,
)
_MIDDLING = 900
"""Letters of fewer characters stand a little lower on the page, as one would write them."""


_SIGNATURE_MM = 14
"""Room for a name written by hand, between the closing and the name."""
_WHOLE = 700
"""A last paragraph of fewer characters goes to a new page with the closing: no page holds a closing alone."""


def exported(text: str, kind: Format, *, to: str, on: date, paper: str = "us-letter") -> bytes:
    """The letter as a file of this kind. paper: "us-letter" or "a4"."""
    match kind:
        case "md":
            return (re.sub(r"(?<!\n)\n(?!\n)", "  \n", typographic(text)) + "\n").encode()
        case "txt":
            return (typographic(text) + "\n").encode()
        case "pdf":
            return _pdf(typographic(text), to, on, paper)
        case "docx":
            return _docx(typographic(text), to, on, paper)


def typographic(text: str) -> str:
    """With the quotes, apostrophes and dashes of print."""
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'|'(?=\d\ds\b)", "’", text)
    text = re.sub(r"(^|[\s(“—–])'", r"\1‘", text).replace("'", "’")
    text = re.sub(r'(^|[\s(‘—–])"', r"\1“", text).replace('"', "”")
    return re.sub(r"\s+--?\s+", " – ", text)


def _parts(text: str) -> list[dict[str, str]]:
    """Its paragraphs, the salutation and the closing told apart."""
    blocks = [block.strip() for block in re.split(r"\n{2,}", text) if block.strip()]
    parts = [{"kind": "body", "text": block} for block in blocks]
    if parts and _SALUTATION.fullmatch(blocks[0].split("\n")[0]) and len(blocks) > 1:
        parts[0]["kind"] = "salutation"
    for n in range(max(1, len(parts) - 2), len(parts)):
        if _CLOSING.fullmatch(blocks[n].split("\n")[0]):
            closing = "\n".join(blocks[n:])
            return [*parts[:n], {"kind": "closing", "text": closing}]
    return parts


def _date(on: date) -> str:
    return f"{on:%B} {on.day}, {on.year}"


def _pdf(text: str, to: str, on: date, paper: str) -> bytes:
    air = 26 if len(text) < _MIDDLING else 14
    letter = {
        "title": f"Letter to {to}",
        "date": _date(on),
        "paper": paper,
        "air": air,
        "signature": _SIGNATURE_MM,
        "whole": _WHOLE,
        "parts": _parts(text),
    }
    page: bytes = typst.compile(_PAGE.encode(), sys_inputs={"letter": json.dumps(letter)})
    return page


def _docx(text: str, to: str, on: date, paper: str) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(21.0), Cm(29.7)) if paper == "a4" else (Cm(21.59), Cm(27.94))
    section.left_margin = section.right_margin = Cm(3.2)
    section.top_margin, section.bottom_margin = Cm(3.6), Cm(3.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Georgia", Pt(11.5)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(9), 1.3
    document.core_properties.title, document.core_properties.author = f"Letter to {to}", ""
    when = document.add_paragraph(_date(on))
    when.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    when.paragraph_format.space_after = Pt(40)
    parts = _parts(text)
    for part, behind in zip(parts, [*parts[1:], None], strict=True):
        if part["kind"] != "closing":
            paragraph = document.add_paragraph(part["text"])
            paragraph.paragraph_format.keep_with_next = behind is not None and behind["kind"] == "closing"
            continue
        wish, _, name = part["text"].partition("\n")
        closing = [document.add_paragraph(words) for words in (wish, name) if words]
        for paragraph in closing:
            paragraph.paragraph_format.left_indent = Cm(8.2)
        closing[0].paragraph_format.space_before = Pt(8)
        closing[0].paragraph_format.keep_with_next = len(closing) > 1
        closing[-1].paragraph_format.space_before = Pt(8) if len(closing) == 1 else Mm(_SIGNATURE_MM)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
