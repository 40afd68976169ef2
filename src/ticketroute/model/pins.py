"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "6577d5bd14cb5420dd3e11dc3e7b972ab181e1ccc91db3269c6fd1c68d48662f",
}
