"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "e4a3646456a672b72dbdc7fa0ec6a7086c03505d2c353158118506c2519815c4",
    "semantic": "2981039a0ac3151e90a00d0ef787b5e1c1548dc0d1d75fd8c03dcd30b2d78e83",
}
