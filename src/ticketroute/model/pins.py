"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "c94f63867dda932d6ff6f7380c0ea825a04238fba78734e19d080060c5672e42",
    "semantic": "487250f0586b0369db2afa4c9e6cb6c68c49ca6ff378f13c39b4db7f60d52bdd",
}
