"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "b6fd9a6d917550cab800ac3a84fb86d46dfce706cec48563b8fd02bce2c5e26b",
}
