"""Pure functions from values and a desk's tables to verdicts. No input or output, no clock, no desk's name."""
