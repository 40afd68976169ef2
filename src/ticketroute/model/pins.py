"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "4ef69d43ad5e4650b7b2cab253ff43500bf57e243d5432a310e04b3ee1aa4b62",
    "semantic": "6434d77e77b748eae212ef39a77b288a617ecf306cc5ed50c1a6d03502c4a7b4",
}
