"""The frozen values that all stages speak in. No input or output, no clock, no rule."""
