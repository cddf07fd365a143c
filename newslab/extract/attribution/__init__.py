"""Attributions: a cue, what it attributes and to whom.

One module for each way in which a text attributes words:

==============  ===========================================================
`verbs`         "said that", "accused X of", "was quoted as saying"
`nouns`         "the claim by X that", "X's warning that"
`phrases`       "according to X", "in X's words", "X: …"
`quotations`    which quotation belongs to which cue, floating ones too
`source`        who is behind the cue: subjects, left-out ones included
`spans`         the characters of contents and noun phrases
==============  ===========================================================

The forms follow Quirk et al. (1985), 14.28-35, and the guidelines of PARC 3 (Pareti 2016) and
PolNeAR (Newell et al. 2018); the rules and their order are newslab's own.
"""
