"""Images of printed lines with exact text, to train the Hindi model of tesseract on.

`texts` makes up what a line says, `faces` finds fonts and draws, `copies` degrades a sheet of lines and cuts them out
(`marks` lays stamps and strokes over it, `scanned` sets it right as pages are before they are read),
`command` writes what `tesseract … lstm.train` reads. Nothing that is trained on lies here: fonts and texts are named
by option, and fonts of `corpus.pages` (which measures) are refused.
"""
