"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "831bf432047f34c73d8fdb682891bdf9d96e4ac002df3447603aa396a47f92e5",
    "semantic": "860383d030402c06648ac7d0bc2059aa9043d5f2f23ed55a5997bca2132aaded",
}
