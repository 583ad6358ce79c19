"""Typeset pages with exact truth, and what scanners, copiers, telephones and stamps make of them.

    python -m corpus pages --seed 7 --count 20 --out DIR

fonts.py      the fonts, found on the system by name        truth.py    what stands where on a page
typeset.py    blocks of text and tables set as page images  contents.py letters, two columns, tables as blocks
marks.py      stamps and pen strokes over the text          degrade.py  seven kinds of copies of a page
sample.py     one sample from its seed                      command.py  writes image, text and JSON
"""
