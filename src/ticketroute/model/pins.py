"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "4c817b6a4a8e889015933f86b8c991d2661935c56f7532877711d180245e6350",
    "semantic": "fcc66c11d76db4c3ccaa031a7efb3d4b546ecd02839e6ca87fbcd5e505d8cc38",
}
