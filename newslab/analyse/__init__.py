"""Tables ▶ tables: stance, sentiment, timeline."""
