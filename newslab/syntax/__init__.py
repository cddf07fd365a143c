"""A text laid out for the extractors: spaCy's parse, sentences, quotation marks."""
