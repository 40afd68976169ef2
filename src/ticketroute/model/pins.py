"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "c4b1fe63c0974abb6ff7015774156e50fd15b5324c79e852c32b0a53d2727e57",
    "semantic": "16dfd6d26c9693a210f3597b20be64f05b2ffac3812e3983bcfbb50d1954bd59",
}
