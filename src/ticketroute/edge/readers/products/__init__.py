"""One module a product of the market, each a reader of its exports. The register lists them."""
