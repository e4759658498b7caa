"""The keywords of JSON Schema 2020-12, told apart once for everybody who looks at schemas.

Sources: JSON Schema Core 2020-12, sections 8 and 10; Validation 2020-12, section 6; OpenAPI 3.1.1, "Schema
Object".
"""

from generator.openapi.document import SchemaObject

# Where schemas stand below a schema: by a name of the author's, alone, or in a list.
NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
          "unevaluatedProperties", "unevaluatedItems")  # fmt: skip
LISTED = ("allOf", "oneOf", "anyOf", "prefixItems")

# What beside a $ref says nothing about values, so that the node is the referenced schema and no other.
ANNOTATIONS = frozenset(
    ("description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly",
     "externalDocs", "xml", "$comment", "discriminator")
)  # fmt: skip
# What becomes part of the schema itself, and what gives a choice.
MERGING = frozenset(("$ref", "allOf"))
CHOOSING = ("oneOf", "anyOf")
CONDITIONAL = ("if", "dependentSchemas", "dependentRequired")
COMBINING = MERGING | {*CHOOSING, *CONDITIONAL}
LINKS = ANNOTATIONS | MERGING
"""A schema of these alone says nothing but what those it leads to say."""

# Limits, by whether the greater or the less of two is the stricter; the others are of one kind each.
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LIMITS = frozenset((*LOWER, *UPPER, "multipleOf", "uniqueItems", "pattern"))
COUNTS = frozenset(
    ("minLength", "maxLength", "minItems", "maxItems", "minContains", "minProperties", "maxProperties")
)

# What tells the type of a schema that names none.
OF_OBJECTS = ("additionalProperties", "patternProperties", "propertyNames", "minProperties")
OF_ARRAYS = ("prefixItems", "contains", "minItems", "maxItems")
OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")

# Keywords that a value built from its parts may still break.
UNCERTAIN = frozenset(
    ("not", "pattern", "if", "contains", "dependentSchemas", "dependentRequired", "propertyNames",
     "minProperties", "uniqueItems", "unevaluatedItems", "unevaluatedProperties", "patternProperties",
     "const")
)  # fmt: skip
UNCERTAIN_OF_SCALARS = UNCERTAIN | {"enum", "minLength", "maxLength", "multipleOf"}

NOTHING_MORE: SchemaObject = {"not": {}}
"""The schema `false` as an object: of `additionalProperties`, that there are none."""
