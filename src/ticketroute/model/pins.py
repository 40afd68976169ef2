"""The sha256 of each shipped model's file, written by `make model`. Nothing else."""

DEFAULT = "default"
SHA256 = {
    "default": "7476481ce3d215a74689cd223564062c835cb915a89b1341b301161aa79736e2",
    "semantic": "b0abd1accf43f3b89730be1982fcd6a99c1198387e13dc559912c65ea2a0768a",
}
