"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "5f4e34a200dab28ae3dd59cf9e8fdeec0266980d6518977963a5f9e0b93e1f05",
    "semantic": "676d4d802a3daf5f4fc746c4393bd833795c575fecf8e3d319762de3598f890f",
}
