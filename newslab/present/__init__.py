"""Tables ▶ what people see: figures, the marked article, reports."""
