"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "8e0278c3d85bf9cd467307c8a3a03a860c94c58b32b34b999c5375ca12793b2c",
    "semantic": "db04ff03d5bb9223c466f48efe641ac83ce32aee20f7d7e7841f2110222c315a",
}
