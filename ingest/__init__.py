"""Bytes become a Document: pages, words and one text. Knows pages, not language or law."""
