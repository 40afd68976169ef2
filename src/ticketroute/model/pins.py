"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "7360ddd1355a60e575cbd0b093bd1b5d6c6b5771ad483afc6f6c603aec8c735a",
    "semantic": "49ba5137a75e368ee360dd6d70a8f795e44679886a80b52c8da2ae8c61fff870",
}
