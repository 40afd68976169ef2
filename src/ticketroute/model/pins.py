"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "e4a3646456a672b72dbdc7fa0ec6a7086c03505d2c353158118506c2519815c4",
    "semantic": "a5a81cdcf390e5bab3b2add6b1d81adb7e726f19da5a61ec07afb91a921701a6",
}
