"""Instants, opening hours and promised times as pure arithmetic. Nothing here reads a clock."""
