"""Article ▶ tables: the spaCy pipeline, and our rules on its parse."""
