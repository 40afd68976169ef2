"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "c9be4925e667d6bbf66e34d927f2ac6d05790c4ef9e40ebe8ae15bc034e9b8bb",
}
