"""Knows what `require` may ask for."""

from __future__ import annotations

FEATURES = {
    "parquet", "core_functions", "json", "icu", "skip_reload", "noforcestorage", "64bit",
    "noalternativeverify", "no_alternative_verify", "no_extension_autoloading", "longdouble",
    "strinline", "notwindows", "notmusl", "no_vector_verification", "no_latest_storage",
    "no_block_verification", "allow_unsigned_extensions", "extension_debug_assertions",
    "no_array_bindings", "no_interpreter_verification",
}  # fmt: skip
"""What the engine has, and properties of other engines' storage that any test may take as given."""
CHUNK_ROWS = 2048


def is_met(words: list[str]) -> bool:
    """Tells whether the words after `require` name something that is there."""
    name = words[0].lower()
    if name == "vector_size" and len(words) > 1:
        return int(words[1]) <= CHUNK_ROWS
    return name in FEATURES or name == "vector_size"
