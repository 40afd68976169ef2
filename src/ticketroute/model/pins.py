"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "083880d7128d83f5c6b2c2cd3cf95803af4d0d909bcbb90f7221e3bda3555ac7",
    "semantic": "a961cd659c85fd883bbf256b4c0fda7c653b130f434146972ac5b4dfaeb62441",
}
