"""One question a file; extractors do not know each other."""
