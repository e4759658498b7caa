"""What changed between two revisions, to a report: one module per format, each with `render(diff)`."""
