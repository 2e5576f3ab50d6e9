#!/usr/bin/env python3
"""Makes a program of the C++ in README.md, to be compiled against the installed library.

    scripts/readme_example.py FOLDER

FOLDER gets a main.cc, whose includes are the README's and whose main() is the rest, and the
CMakeLists.txt of examples/cpp, as the README says.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def program_of(readme: str) -> str:
    """Returns the only example in C++ as a program."""
    examples = re.findall(r"^```cpp\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    if len(examples) != 1:
        raise SystemExit(f"README.md has {len(examples)} examples in C++, not one")
    lines = examples[0].splitlines()
    includes = [line for line in lines if line.startswith("#include")]
    body = [f"  {line}".rstrip() for line in lines if not line.startswith("#include")]
    return "\n".join([*includes, "", "int main() {", *body, "}", ""])


def main(arguments: list[str]) -> int:
    """Writes the program into a folder."""
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.cc").write_text(program_of((ROOT / "README.md").read_text()))
    shutil.copy(ROOT / "examples" / "cpp" / "CMakeLists.txt", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
