"""OpenAPI: bytes in, an `Api` out. Knows neither Postman nor Klaviyo."""
