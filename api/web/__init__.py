"""The pages: templates, their words in two languages, and what a reading looks like beside its text."""
