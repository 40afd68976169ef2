"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "5f092ad074a6ac5964127a91f266e8b3e4fd6e20adce4f6e8dd82f3abc676655",
    "semantic": "dbf4c33cb6e3be06d539bde23c7f410af0898dd1711e41ce52d78630242bbaa9",
}
