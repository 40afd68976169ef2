"""Files and foreign mappings to values and back. No decision is taken here."""
