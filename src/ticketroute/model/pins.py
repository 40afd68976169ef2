"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "d7fb97748df4fcf5018e95b6f806c27df9068172dd3a95bdb0fb5389dfacb53c",
}
