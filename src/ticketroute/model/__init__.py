"""The classifier: its file, its scores, its honesty. Only `train` and `evaluate` know scikit-learn."""
