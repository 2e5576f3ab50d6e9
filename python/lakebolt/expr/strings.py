"""Functions of text: ``Expr.str``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.datatype import IntoDataType
from lakebolt.expr import node as ast
from lakebolt.expr.base import (
    IntoExpr,
    binary,
    call,
    column,
    struct_of,
    template,
    unless_null,
    value,
    wrap,
)
from lakebolt.expr.parsing import Parsing
from lakebolt.expr.patterns import Patterns

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class StringNamespace(Parsing, Patterns):
    """Gives expressions functions of text."""

    __slots__ = ()

    def to_lowercase(self) -> Expr:
        """Turns text into lower case."""
        return self._call("lower")

    def to_uppercase(self) -> Expr:
        """Turns text into upper case.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ['Ab']}).select(lb.col("a").str.to_uppercase()).item()
        'AB'
        """
        return self._call("upper")

    def to_titlecase(self) -> Expr:
        """Turns the first letter of each word into upper case, others into lower."""
        return self._call("initcap")

    def len_chars(self) -> Expr:
        """Counts the characters."""
        return self._call("length")

    def len_bytes(self) -> Expr:
        """Counts the bytes."""
        return self._call("strlen")

    def contains(self, pattern: IntoExpr, *, literal: bool = False) -> Expr:
        """Tells whether text contains a match of a regular expression, or just that text.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ['Ab']}).select(lb.col("a").str.contains("^A")).item()
        True
        """
        return self._call("contains" if literal else "regexp_matches", pattern)

    def contains_any(
        self, patterns: list[str], *, ascii_case_insensitive: bool = False
    ) -> Expr:
        """Tells whether text contains one of several."""
        matched = "|".join(re.escape(text) for text in patterns)
        if ascii_case_insensitive:
            return self._call("regexp_matches", f"(?i){matched}")
        out = self._call("contains", patterns[0])
        for pattern in patterns[1:]:
            out = out | self._call("contains", pattern)
        return out

    def starts_with(self, prefix: IntoExpr) -> Expr:
        """Tells whether text begins with another."""
        return self._call("starts_with", prefix)

    def ends_with(self, suffix: IntoExpr) -> Expr:
        """Tells whether text ends with another."""
        return self._call("ends_with", suffix)

    def find(self, pattern: IntoExpr, *, literal: bool = False) -> Expr:
        """Returns the place, from 0, of the first match of a regular expression, or NULL."""
        place = self._call("position", pattern) if literal else self._call("regexp_instr", pattern)
        return wrap(template("nullif({}, 0) - 1", place._node)).map_sql("{}")

    def count_matches(self, pattern: IntoExpr, *, literal: bool = False) -> Expr:
        """Counts the matches of a regular expression."""
        quoted = wrap(call("regexp_escape", value(pattern))) if literal else pattern
        return self._call("regexp_count", quoted)

    def extract(self, pattern: IntoExpr, group_index: int = 1) -> Expr:
        """Returns what a group of a regular expression first matches; NULL where nothing matches.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ['Ab']}).select(lb.col("a").str.extract("(b)")).item()
        'b'
        """
        found = call("regexp_extract", self._node, value(pattern), value(group_index))
        matches = call("regexp_matches", self._node, value(pattern))
        return self._named(template("CASE WHEN {} THEN {} END", matches, found))

    def extract_all(self, pattern: IntoExpr) -> Expr:
        """Lists all that a regular expression matches."""
        return self._call("regexp_extract_all", pattern)

    def extract_groups(self, pattern: str) -> Expr:
        """Returns a struct of what the groups of a regular expression match."""
        names = [f"{name}" for name in _group_names(pattern)]
        pattern = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)  # as RE2 has it
        found = call("regexp_extract", self._node, value(pattern), value(names))
        nothing = value(dict.fromkeys(names, None))
        test = call("regexp_matches", self._node, value(pattern))
        return self._named(template("CASE WHEN NOT {} THEN {} ELSE {} END", test, nothing, found))

    def replace(
        self, pattern: IntoExpr, value: IntoExpr, *, literal: bool = False, n: int = 1
    ) -> Expr:
        """Replaces the first match of a regular expression; ``$1`` is its first group.

        Plain text is replaced ``n`` times, or wherever it is if ``n`` is negative.
        """
        if n == 0:
            return wrap(self._node)
        if n == 1:
            return self._replace(pattern, value, literal, "")
        if n < 0:
            return self._replace(pattern, value, literal, "g")
        if not literal and (not isinstance(pattern, str) or re.escape(pattern) != pattern):
            raise errors.NotSupportedError("str.replace replaces plain text several times only")
        return self._replaced_times(pattern, value, n)

    def _replaced_times(self, old: IntoExpr, new: IntoExpr, times: int) -> Expr:
        parts = call("string_split", self._node, value(old))
        changed = template(f"array_to_string(({{}})[:{times + 1}], {{}})", parts, value(new))
        rest = template(f"array_to_string(({{}})[{times + 2}:], {{}})", parts, value(old))
        more = template(
            f"CASE WHEN len({{}}) > {times + 1} THEN {{}} || {{}} ELSE '' END",
            *[parts, value(old), rest],
        )
        return self._named(template("({} || {})", changed, more))

    def replace_all(self, pattern: IntoExpr, value: IntoExpr, *, literal: bool = False) -> Expr:
        """Replaces all matches of a regular expression; ``$1`` is its first group.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ['Ab']}).select(lb.col("a").str.replace_all("[a-z]", "-")).item()
        'A-'
        """
        return self._replace(pattern, value, literal, "g")

    def replace_many(self, patterns: Any, replace_with: Any = None) -> Expr:
        """Replaces all occurrences of several texts, one after the other."""
        pairs = (
            dict(patterns)
            if replace_with is None
            else dict(zip(patterns, _repeated(replace_with, len(patterns))))
        )
        out = wrap(self._node)
        for old, new in pairs.items():
            out = out.str._call("replace", old, new)
        return out

    def slice(self, offset: IntoExpr, length: IntoExpr = None) -> Expr:
        """Cuts characters out, from a place counted from 0, or from the end below 0.

        Both may be expressions; to the end where the length is NULL.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"s": ["hello", "world"], "n": [1, -2]})
        >>> frame.select(lb.col("s").str.slice(lb.col("n"), 2)).rows()
        [('el',), ('ld',)]
        """
        if not isinstance(offset, int) or not (length is None or isinstance(length, int)):
            return self._sliced(column(offset), None if length is None else column(length))
        start = value(offset + 1 if offset >= 0 else offset)
        if length is None:
            return self._named(template("({})[{}:]", self._node, start))
        if offset < 0:
            begin = template("greatest(length({}) + {}, 0)", self._node, value(offset))
            size = template(
                "{} + least(length({}) + {}, 0)", value(length), self._node, value(offset)
            )
            return self._named(
                template("substring({}, {} + 1, greatest({}, 0))", self._node, begin, size)
            )
        return self._call("substring", offset + 1, length)

    def _sliced(self, offset: ast.Node, length: ast.Node | None) -> Expr:
        begin = template(
            "CASE WHEN {} >= 0 THEN {} ELSE greatest(length({}) + {}, 0) END + 1",
            *[offset, offset, self._node, offset],
        )
        rest = template("({})[{}:]", self._node, begin)
        if length is None:
            return self._named(unless_null(offset, rest))
        size = template(
            "greatest({} + CASE WHEN {} < 0 THEN least(length({}) + {}, 0) ELSE 0 END, 0)",
            *[length, offset, self._node, offset],
        )
        part = template(
            "CASE WHEN {} IS NULL THEN {} ELSE substring({}, {}, {}) END",
            *[length, rest, self._node, begin, size],
        )
        return self._named(unless_null(offset, part))

    def head(self, n: IntoExpr) -> Expr:
        """Returns the first characters; all but the last -n if negative."""
        return self._named(call("left", self._node, column(n)))

    def tail(self, n: IntoExpr) -> Expr:
        """Returns the last characters; all but the first -n if negative."""
        return self._named(call("right", self._node, column(n)))

    def strip_chars(self, characters: str | None = None) -> Expr:
        """Takes blanks, or the given characters, off both ends."""
        return self._strip("trim", characters)

    def strip_chars_start(self, characters: str | None = None) -> Expr:
        """Takes blanks, or the given characters, off the start."""
        return self._strip("ltrim", characters)

    def strip_chars_end(self, characters: str | None = None) -> Expr:
        """Takes blanks, or the given characters, off the end."""
        return self._strip("rtrim", characters)

    def strip_prefix(self, prefix: str) -> Expr:
        """Takes a prefix off."""
        rest = template("substring({}, {})", self._node, value(len(prefix) + 1))
        test = call("starts_with", self._node, value(prefix))
        return self._named(template("CASE WHEN {} THEN {} ELSE {} END", test, rest, self._node))

    def strip_suffix(self, suffix: str) -> Expr:
        """Takes a suffix off."""
        rest = template("left({}, length({}) - {})", self._node, self._node, value(len(suffix)))
        test = call("ends_with", self._node, value(suffix))
        return self._named(template("CASE WHEN {} THEN {} ELSE {} END", test, rest, self._node))

    def pad_start(self, length: int, fill_char: str = " ") -> Expr:
        """Fills text up to a length on the left."""
        return self._pad("lpad", length, fill_char)

    def pad_end(self, length: int, fill_char: str = " ") -> Expr:
        """Fills text up to a length on the right."""
        return self._pad("rpad", length, fill_char)

    def zfill(self, length: int) -> Expr:
        """Fills a number up to a length with zeros behind its sign."""
        signed = template(
            "{} || lpad(substring({}, 2), CAST(greatest({}, length({})) - 1 AS INTEGER), '0')",
            template("left({}, 1)", self._node),
            self._node,
            value(length),
            self._node,
        )
        plain = template(
            "lpad({}, CAST(greatest({}, length({})) AS INTEGER), '0')",
            self._node,
            value(length),
            self._node,
        )
        test = template("left({}, 1) IN ('-', '+')", self._node)
        return self._named(template("CASE WHEN {} THEN {} ELSE {} END", test, signed, plain))

    def split(self, by: IntoExpr, *, inclusive: bool = False, literal: bool = True) -> Expr:
        """Cuts text at a separator into a list, or at the matches of a regular expression.

        ``inclusive`` leaves the separator at the end of each part.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x-y"]}).select(lb.col("a").str.split("-")).item()
        ['x', 'y']
        """
        if not inclusive:
            return self._call("string_split" if literal else "string_split_regex", by)
        if not literal:
            raise errors.NotSupportedError("str.split keeps separators that are plain text")
        parts = call("string_split", self._node, value(by))
        kept = (
            'list_filter(list_transform({}, lambda "#e", "#i": '
            "CASE WHEN \"#i\" < len({}) THEN \"#e\" || {} ELSE \"#e\" END), lambda \"#e\": \"#e\" <> '')"
        )
        return self._named(template(kept, parts, parts, value(by)))

    def split_exact(self, by: str, n: int) -> Expr:
        """Cuts text at a separator into a struct of n + 1 parts."""
        parts = call("string_split", self._node, value(by))
        fields = [(f"field_{i}", template(f"{{}}[{i + 1}]", parts)) for i in range(n + 1)]
        return self._named(struct_of(fields))

    def reverse(self) -> Expr:
        """Turns text around, character by character."""
        return self._call("reverse")

    def repeat(self, n: IntoExpr) -> Expr:
        """Repeats text."""
        return self._call("repeat", n)

    def concat(self, *others: IntoExpr) -> Expr:
        """Appends texts; NULL if one is."""
        out = wrap(self._node)
        for other in others:
            out = wrap(binary("||", ast.OTHER, out._node, value(other)))
        return out

    def join(self, delimiter: str = "", *, ignore_nulls: bool = True) -> Expr:
        """Joins the texts of all rows."""
        del ignore_nulls
        return wrap(self._node).string_agg(delimiter)

    def json_decode(self, dtype: IntoDataType) -> Expr:
        """Reads JSON as a type."""
        return wrap(self._node).cast("JSON").cast(dtype)

    def json_path_match(self, json_path: IntoExpr) -> Expr:
        """Returns what stands at a path of JSON, as text."""
        return self._call("json_extract_string", json_path)

    def encode(self, encoding: str) -> Expr:
        """Returns the bytes of text in base64 or hex, as text."""
        texts = {"base64": "to_base64(encode({}))", "hex": "lower(hex({}))"}
        if encoding not in texts:
            raise errors.InterfaceError(f"encoding must be base64 or hex, not {encoding!r}")
        return self._named(template(texts[encoding], self._node))

    def decode(self, encoding: str) -> Expr:
        """Returns the bytes that text in base64 or hex stands for."""
        functions = {"base64": "from_base64", "hex": "unhex"}
        if encoding not in functions:
            raise errors.InterfaceError(f"encoding must be base64 or hex, not {encoding!r}")
        return self._call(functions[encoding])

    def escape_regex(self) -> Expr:
        """Writes text so that a regular expression matches just that."""
        return self._call("regexp_escape")

    def splitn(self, by: str, n: int) -> Expr:
        """Cuts text at a separator into a struct of n parts, the last with the rest."""
        parts = call("string_split", self._node, value(by))
        rest = template(
            f"CASE WHEN len({{}}) >= {n} THEN array_to_string({{}}[{n}:], {{}}) END",
            *[parts, parts, value(by)],
        )
        fields = [(f"field_{i}", template(f"{{}}[{i + 1}]", parts)) for i in range(n - 1)]
        return self._named(struct_of([*fields, (f"field_{n - 1}", rest)]))

    def extract_many(self, patterns: list[str]) -> Expr:
        """Lists all occurrences of several texts."""
        return self._call("regexp_extract_all", "|".join(re.escape(text) for text in patterns))

    def levenshtein(self, other: IntoExpr) -> Expr:
        """Counts the edits between two texts."""
        return self._call("levenshtein", other)

    def normalize(self, form: str = "NFC") -> Expr:
        """Composes letters and their marks, or takes them apart: forms NFC, NFD, NFKC and NFKD."""
        if form == "NFC":
            return self._call("nfc_normalize")
        if form not in ("NFD", "NFKC", "NFKD"):
            raise errors.InterfaceError(f"form must be NFC, NFD, NFKC or NFKD, not {form!r}")
        import unicodedata

        wanted: Any = form
        made = wrap(self._node).map_elements(lambda text: unicodedata.normalize(wanted, text), str)
        return made.alias(ast.name_of(self._node))

    def _replace(self, pattern: IntoExpr, new: IntoExpr, literal_: bool, options: str) -> Expr:
        if literal_ and options == "g":
            return self._call("replace", pattern, new)
        if isinstance(new, str):
            new = new.replace("\\", "\\\\")
            new = new if literal_ else re.sub(r"\$\{?(\d)\}?", r"\\\1", new)
        quoted = wrap(call("regexp_escape", value(pattern))) if literal_ else pattern
        return self._call("regexp_replace", quoted, new, *([options] if options else []))

    def _strip(self, function: str, characters: str | None) -> Expr:
        return self._call(function, " \t\n\r\v\f" if characters is None else characters)

    def _pad(self, function: str, length: int, fill_char: str) -> Expr:
        longer = template("CAST(greatest({}, length({})) AS INTEGER)", value(length), self._node)
        return self._named(call(function, self._node, longer, value(fill_char)))


def _repeated(item: Any, count: int) -> list[Any]:
    return list(item) if isinstance(item, (list, tuple)) else [item] * count


def _group_names(pattern: str) -> list[str]:
    compiled = re.compile(pattern.replace("(?<", "(?P<") if "(?P<" not in pattern else pattern)
    names = {number: name for name, number in compiled.groupindex.items()}
    return [names.get(i, str(i)) for i in range(1, compiled.groups + 1)]
