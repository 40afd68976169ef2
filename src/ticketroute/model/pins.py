"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "5f092ad074a6ac5964127a91f266e8b3e4fd6e20adce4f6e8dd82f3abc676655",
    "semantic": "56736704279833db43160be5f539eaefe016723616d8651c2b32ecb6b144ac14",
}
