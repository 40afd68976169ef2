"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "f43eda369402e89571b5c98627572b2d2af170172cd8f180ea41f1dff631669a",
    "semantic": "59b917e583375cbb1934524cbcfddec138121b6e8338faeba6ae29fef565e483",
}
