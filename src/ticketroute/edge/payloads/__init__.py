"""Decisions as the requests that products take, one module a product: dictionaries only. Nothing is sent."""
