"""The policy packs that ship with the library, one TOML file a desk. No code."""
