"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "d60a0b339714b02954d3d2cc5bf22ea60299959a52fad0e769eb740821690840",
    "semantic": "5323660adaedb35ce290f312270c5440c40cbd9ea5b7f3c8bf38230eaceb27e9",
}
