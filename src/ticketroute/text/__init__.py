"""Text in, text or features out. No categories, no weights, no tickets."""
