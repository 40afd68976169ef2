"""Slow, obvious twins of fast code. Never used outside tests."""
