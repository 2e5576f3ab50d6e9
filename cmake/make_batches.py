"""Puts C++ files together into batches that the compiler takes as one, which halves its work: what
their headers declare is read, and what templates make of it compiled, once a batch.

Usage: make_batches.py SOURCE_FOLDER OUT_FOLDER MOST_FILES, and files on standard input, with semicolons.
Writes one file of includes a batch, leaves those alone that stay the same, and prints their paths.

Files of one folder share a batch unless a name in an anonymous namespace of the one means something
else in the other: within a file such a namespace keeps names apart, within a batch nothing does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TRIVIA = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|^[ \t]*#(?:\\\n|[^\n])*',
    re.DOTALL | re.MULTILINE,
)
NAMESPACE = re.compile(r"\bnamespace\s*([\w:]*)\s*$")
NAMED = re.compile(r"(?:template\s*<.*>\s*)?(?:class|struct|enum(?:\s+class)?|union|using)\s+(\w+)", re.DOTALL)
FUNCTION = re.compile(r"[^=]*?\b(\w+)\s*\(", re.DOTALL)
VARIABLE = re.compile(r"(\w+)\s*(?:\[.*\])?\s*$", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """Is a file with the names that it gives to what is its own, and those that its headers give."""

    path: Path
    own: set[str]
    declared: set[str]

    def fits(self, other: Source) -> bool:
        """Tells whether no name of one means something else in the other."""
        return not (
            self.own & other.own
            or self.own & (other.declared - self.declared)
            or other.own & (self.declared - other.declared)
        )


def declarations(text: str) -> Iterator[tuple[list[str], str]]:
    """Gives what stands in namespaces: their names, and the text up to `{` or `;`."""
    open_braces: list[str | None] = []  # names of namespaces; None for everything else
    pending = ""
    for token in re.findall(r"[{};]|[^{};]+", TRIVIA.sub(" ", text)):
        if token not in "{};":
            pending += token
            continue
        around = [name for name in open_braces if name is not None]
        at_top = len(around) == len(open_braces)
        found = NAMESPACE.search(pending) if token == "{" and at_top else None
        if found is None and token != "}" and at_top and around:
            yield around, pending.strip()
        if token == "{":
            open_braces.append(found[1] if found else None)
        elif token == "}" and open_braces:
            open_braces.pop()
        pending = ""


@cache
def names(file: Path, of_its_own: bool) -> frozenset[str]:
    """Returns the names in a file's anonymous namespaces, or those in all others."""
    found = set()
    for around, declaration in declarations(file.read_text(encoding="utf-8")):
        name = (
            NAMED.match(declaration)
            or FUNCTION.match(declaration)
            or VARIABLE.search(declaration.split("=")[0].strip())
        )
        # A call of a macro, such as TEST(…), names nothing by the macro's name.
        if name and not name[1].isupper() and ("" in around) == of_its_own:
            found.add("::".join([*filter(None, around), name[1]]))
    return frozenset(found)


@cache
def headers(file: Path, root: Path) -> frozenset[Path]:
    """Returns the project's headers that a file includes, and those that they include."""
    found: set[Path] = set()
    for name in re.findall(r'^#include "(.*)"', file.read_text(encoding="utf-8"), re.MULTILINE):
        header = root / name
        if header.exists():
            found |= {header, *headers(header, root)}
    return frozenset(found)


def read(file: Path, root: Path) -> Source:
    """Reads what matters of a file."""
    declared = set().union(*(names(header, False) for header in headers(file, root)))
    return Source(file, set(names(file, True)), declared | names(file, False))


def batches(root: Path, files: list[Path], most: int) -> Iterator[tuple[str, list[Source]]]:
    """Gives each batch a name and its files."""
    for folder in sorted({file.parent for file in files}):
        made: list[list[Source]] = []
        for file in sorted(file for file in files if file.parent == folder):
            source = read(file, root)
            fitting = (m for m in made if len(m) < most and all(source.fits(other) for other in m))
            batch = next(fitting, None)
            if batch is None:
                made.append([source])
            else:
                batch.append(source)
        label = "_".join(folder.relative_to(root).parts)
        for number, members in enumerate(made):
            yield f"{label}_{number}", members


def main() -> None:
    """Writes the batches."""
    root, out, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    files = [Path(name) for name in sys.stdin.read().split(";")]
    for name, members in batches(root, files, most):
        path = out / f"{name}.cc"
        text = "".join(f'#include "{member.path.relative_to(root)}"\n' for member in members)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
