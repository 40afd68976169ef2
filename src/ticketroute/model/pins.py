"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "12ce2293332101c75b15e419a5a9c09f758f5300bb504f84707ed30f7cad0d49",
}
