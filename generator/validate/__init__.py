"""Checks of a collection: its schema, our own rules, and (with a spec) its conformance."""
