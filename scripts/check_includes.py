#!/usr/bin/env python3
"""Checks the shape of src/: which folder includes which, where Arrow's headers go, folder READMEs,
and that no two files define a class of one name.

A folder may include only itself and folders above it in ORDER, so that a reader who takes them in
this order never meets a name not yet introduced. Exits 1 when something is out of place.
"""

import pathlib
import re
import sys

ORDER = (
    "base types vector io function expression source catalog format sql plan optimizer exec "
    "schedule api cli"
).split()
# Arrow C++ headers are slow to compile and pin an ABI: only these folders' .cc files include them.
ARROW_FOLDERS = {"io", "format"}
README_LINES = 40
LONGEST_FILE = 1000

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"


NAMESPACE = re.compile(r"^namespace ?([\w:]*) ?\{")
CLASS = re.compile(r"^(?:class|struct) (\w+)(?: final)?(?: :[^:].*)? \{")


def classes(path):
    """Yields the full names of classes that a file defines for all to see."""
    namespaces = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := NAMESPACE.match(line):
            namespaces.append(match[1])
        elif line.startswith("}  // namespace"):
            namespaces.pop()
        elif (match := CLASS.match(line)) and "" not in namespaces:
            yield "::".join([*namespaces, match[1]])


def check_names(paths):
    """Yields classes of one name: of their functions the linker would keep either's."""
    defined = {}
    for path in paths:
        for name in classes(path):
            other = defined.setdefault(name, path)
            if other != path:
                yield f"{name} is defined in {other.relative_to(ROOT)} and {path.relative_to(ROOT)}"


def check_file(path):
    """Yields what is wrong with one source file."""
    relative = path.relative_to(SRC)
    folder = relative.parts[0]
    rank = ORDER.index(folder)
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > LONGEST_FILE:
        yield f"src/{relative}: {len(lines)} lines; the most is {LONGEST_FILE}"
    if path.suffix == ".h" and not any(line.strip() == "#pragma once" for line in lines):
        yield f"src/{relative}: no #pragma once"
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        where = f"src/{relative}:{number}"
        quoted, target = match[1] == '"', match[2]
        first = target.split("/")[0]
        if first in ("arrow", "parquet"):
            if folder not in ARROW_FOLDERS:
                yield f"{where}: {folder}/ must not include Arrow C++ ({target})"
            elif path.suffix == ".h":
                yield f"{where}: Arrow C++ headers go into .cc files only ({target})"
        elif quoted:
            if not (SRC / target).is_file():
                yield f"{where}: \"{target}\" is not a path below src/"
            elif first not in ORDER:
                yield f"{where}: {first}/ is not in the list of folders"
            elif ORDER.index(first) > rank:
                yield f"{where}: {folder}/ stands above {first}/ and must not include {target}"


def check_folder(folder):
    """Yields what is wrong with one folder as a whole."""
    if folder.name not in ORDER:
        yield f"src/{folder.name}: not in the list of folders"
        return
    readme = folder / "README.md"
    if not readme.is_file():
        yield f"src/{folder.name}: no README.md"
    elif (count := len(readme.read_text(encoding="utf-8").splitlines())) > README_LINES:
        yield f"src/{folder.name}/README.md: {count} lines; the most is {README_LINES}"
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".h", ".cc"):
            yield from check_file(path)


def main():
    problems = []
    files = 0
    for folder in sorted(entry for entry in SRC.iterdir() if entry.is_dir()):
        problems.extend(check_folder(folder))
        files += sum(1 for path in folder.rglob("*") if path.suffix in (".h", ".cc"))
    problems.extend(check_names(sorted(p for p in SRC.rglob("*") if p.suffix in (".h", ".cc"))))
    for problem in problems:
        print(problem)
    print(f"include check: {files} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
