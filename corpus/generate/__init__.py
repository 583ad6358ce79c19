"""Invented bundles of circulars with exact gold: `python -m corpus generate --seed 7 --count 200 --out DIR`.

parts/        words and offices as data, halved into "tuning" and "held-out"
parts.py      loads them;  styles.py  numbers, dates, numerals as printed
body.py       paragraphs with their obligations, deadlines and citations
paper.py      one communication from its layout, block by block;  layouts.py  which blocks in which order
mail.py       printed e-mails;  bundle.py  several communications as one file
noise.py      what a recogniser does to a page;  command.py  writes the files
"""
