"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "82bffe18dbe920e171f6627142fbf6721803464789d69789bf0b54109920936c",
    "semantic": "6434d77e77b748eae212ef39a77b288a617ecf306cc5ed50c1a6d03502c4a7b4",
}
