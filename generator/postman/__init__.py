"""Postman: an `Api` and a `Profile` in, a Collection out."""
