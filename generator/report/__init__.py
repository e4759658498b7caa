"""Findings to a report: one module per format, each with `render`."""
