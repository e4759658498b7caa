"""A collection held to the spec it was made from, with openapi-core as the judge."""
