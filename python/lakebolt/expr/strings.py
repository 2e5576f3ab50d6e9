"""Functions of text: ``Expr.str``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr import node as ast
from lakebolt.expr.base import IntoExpr, binary, call, n_template, template, value, wrap
from lakebolt.expr.literal import literal
from lakebolt.expr.namespace import Namespace
from lakebolt.expr.patterns import Patterns

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class StringNamespace(Namespace, Patterns):
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

    def contains_any(self, patterns: list[str]) -> Expr:
        """Tells whether text contains one of several."""
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

    def replace(self, pattern: IntoExpr, value: IntoExpr, *, literal: bool = False) -> Expr:
        """Replaces the first match of a regular expression; ``$1`` is its first group."""
        return self._replace(pattern, value, literal, "")

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

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """Cuts characters out, from a place counted from 0, or from the end below 0."""
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

    def head(self, n: int) -> Expr:
        """Returns the first characters; all but the last -n if negative."""
        return self._call("left", n)

    def tail(self, n: int) -> Expr:
        """Returns the last characters; all but the first -n if negative."""
        return self._call("right", n)

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

    def split(self, by: IntoExpr, *, inclusive: bool = False) -> Expr:
        """Cuts text at a separator into a list.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x-y"]}).select(lb.col("a").str.split("-")).item()
        ['x', 'y']
        """
        if inclusive:
            raise errors.NotSupportedError("str.split keeps no separators")
        return self._call("string_split", by)

    def split_exact(self, by: str, n: int) -> Expr:
        """Cuts text at a separator into a struct of n + 1 parts."""
        parts = [f"'field_{i}': string_split({{}}, {literal(by)})[{i + 1}]" for i in range(n + 1)]
        text = "{{" + ", ".join(parts) + "}}"
        return self._named(n_template(text, [self._node] * (n + 1)))

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

    def to_integer(self, *, base: int = 10, strict: bool = True) -> Expr:
        """Reads whole numbers."""
        if base != 10:
            raise errors.NotSupportedError("str.to_integer reads numbers of base 10")
        return wrap(self._node).cast("BIGINT", strict=strict)

    def to_decimal(self, *, scale: int = 9) -> Expr:
        """Reads exact numbers."""
        return wrap(self._node).cast(f"DECIMAL(38,{scale})")

    def to_date(self, format: str | None = None, *, strict: bool = True) -> Expr:
        """Reads dates, by a format of strftime if one is given.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["31.12.2024"]}).select(lb.col("a").str.to_date("%d.%m.%Y")).item()
        datetime.date(2024, 12, 31)
        """
        return self._parsed("DATE", format, strict)

    def to_datetime(self, format: str | None = None, *, strict: bool = True) -> Expr:
        """Reads timestamps, by a format of strftime if one is given."""
        return self._parsed("TIMESTAMP", format, strict)

    def to_time(self, format: str | None = None, *, strict: bool = True) -> Expr:
        """Reads times of day, by a format of strftime if one is given."""
        return self._parsed("TIME", format, strict)

    def strptime(
        self, dtype: IntoDataType, format: str | None = None, *, strict: bool = True
    ) -> Expr:
        """Reads dates, timestamps or times of day."""
        return self._parsed(data_type(dtype), format, strict)

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
        rest = (
            f"CASE WHEN len(string_split({{}}, {literal(by)})) >= {n} THEN "
            f"array_to_string(string_split({{}}, {literal(by)})[{n}:], {literal(by)}) END"
        )
        parts = [f"'field_{i}': string_split({{}}, {literal(by)})[{i + 1}]" for i in range(n - 1)]
        parts.append(f"'field_{n - 1}': {rest}")
        made = n_template("{{" + ", ".join(parts) + "}}", [self._node] * (n + 1))
        return self._named(made)

    def extract_many(self, patterns: list[str]) -> Expr:
        """Lists all occurrences of several texts."""
        return self._call("regexp_extract_all", "|".join(re.escape(text) for text in patterns))

    def levenshtein(self, other: IntoExpr) -> Expr:
        """Counts the edits between two texts."""
        return self._call("levenshtein", other)

    def normalize(self, form: str = "NFC") -> Expr:
        """Composes letters and their marks (Unicode form NFC)."""
        if form != "NFC":
            raise errors.NotSupportedError(f"str.normalize makes the form NFC, not {form!r}")
        return self._call("nfc_normalize")

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

    def _parsed(self, kind: str, format_: str | None, strict: bool) -> Expr:
        if format_ is None:
            return wrap(self._node).cast(kind, strict=strict)
        return self._call("strptime" if strict else "try_strptime", format_).cast(kind)


def _repeated(item: Any, count: int) -> list[Any]:
    return list(item) if isinstance(item, (list, tuple)) else [item] * count


def _group_names(pattern: str) -> list[str]:
    compiled = re.compile(pattern.replace("(?<", "(?P<") if "(?P<" not in pattern else pattern)
    names = {number: name for name, number in compiled.groupindex.items()}
    return [names.get(i, str(i)) for i in range(1, compiled.groups + 1)]
