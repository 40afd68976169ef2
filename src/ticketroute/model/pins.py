"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "dab54a7ea02e4e6caff24053cecc663490b30a801588c9af5a2e158a34a29c0d",
    "semantic": "db04ff03d5bb9223c466f48efe641ac83ce32aee20f7d7e7841f2110222c315a",
}
