"""Types of the options of files and functions, for editors and type checkers; the engine checks them itself."""

from __future__ import annotations

from typing import Any, Mapping, Sequence, TypedDict, Union

Names = Union[str, Sequence[str]]
Flags = Union[bool, Names]  # of all columns, or of some


class _Hive(TypedDict, total=False):
    """Options of readers of several files."""

    hive_types: Mapping[str, str]
    hive_types_autocast: bool


class ParquetReadOptions(_Hive, total=False):
    """More options of ``read_parquet``."""

    file_row_number: bool


class ManyFilesOptions(_Hive, total=False):
    """More options of ``read_ipc``."""

    union_by_name: bool
    hive_partitioning: bool
    filename: bool | str


class JsonReadOptions(ManyFilesOptions, total=False):
    """More options of ``read_json`` and ``read_ndjson``."""

    columns: Mapping[str, str]
    format: str
    records: bool | str
    sample_size: int
    maximum_sample_files: int
    maximum_depth: int
    field_appearance_threshold: float
    map_inference_threshold: int
    convert_strings_to_integers: bool
    dateformat: str
    timestampformat: str
    compression: str
    maximum_object_size: int
    auto_detect: bool


class CsvReadOptions(_Hive, total=False):
    """More options of ``read_csv``, by all the names that they have."""

    hive_partitioning: bool
    filename: bool | str
    delim: str
    delimiter: str
    sep: str
    header: bool
    quote: str
    escape: str
    comment: str
    skip: int
    skiprows: int
    names: Sequence[str]
    column_names: Sequence[str]
    types: Any
    dtypes: Any
    dtype: Any
    column_types: Any
    auto_type_candidates: Sequence[str]
    all_varchar: bool
    normalize_names: bool
    sample_size: int
    nullstr: Names
    null: Names
    na_values: Names
    force_not_null: Sequence[str]
    allow_quoted_nulls: bool
    dateformat: str
    date_format: str
    timestampformat: str
    timestamp_format: str
    decimal_separator: str
    thousands: str
    store_rejects: bool
    rejects_table: str
    rejects_scan: str
    rejects_limit: int
    null_padding: bool
    strict_mode: bool
    max_line_size: int
    maximum_line_size: int
    buffer_size: int
    compression: str
    auto_detect: bool
    parallel: bool
    new_line: str
    schema: Mapping[str, Any]
    try_parse_dates: bool
    infer_schema: bool
    decimal_comma: bool
    skip_lines: int
    row_index_name: str
    row_index_offset: int
    low_memory: bool
    n_threads: int
    rechunk: bool
    batch_size: int
    use_pyarrow: bool
    cache: bool
    glob: bool


class WriteOptions(TypedDict, total=False):
    """Options of all writers."""

    order_by: Names
    partition_by: Names
    write_partition_columns: bool
    hive_file_pattern: bool
    file_size_bytes: int | str
    per_thread_output: bool
    filename_pattern: str
    file_extension: str
    overwrite: bool
    overwrite_or_ignore: bool
    append: bool
    write_empty_file: bool


class ParquetWriteOptions(WriteOptions, total=False):
    """More options of ``write_parquet``."""

    compression_level: int
    row_group_size_bytes: int | str
    row_groups_per_file: int
    page_size_bytes: int | str
    page_index: bool
    dictionary: Flags
    dictionary_size_bytes: int | str
    dictionary_size_limit: int
    encodings: Mapping[str, str]
    write_bloom_filter: Flags
    bloom_filter_false_positive_ratio: float
    field_ids: str | Mapping[str, int]
    kv_metadata: Mapping[str, str]
    parquet_version: str


class FunctionOptions(TypedDict, total=False):
    """Options of ``lakebolt.udf`` and ``udaf``, as of ``Connection.create_function``."""

    name: str
    parameters: Any
    return_type: Any
    type: str
    null_handling: str
    exception_handling: str
    side_effects: bool
    workers: int | bool


class TextWriteOptions(WriteOptions, total=False):
    """More options of ``write_json`` and ``write_ndjson``."""

    dateformat: str
    timestampformat: str
    compression: str


class CsvWriteOptions(TextWriteOptions, total=False):
    """More options of ``write_csv``."""

    delimiter: str
    sep: str
    quote: str
    escape: str
    header: bool
    nullstr: str
    new_line: str
    force_quote: Names
    prefix: str
    suffix: str
    quote_style: str
    float_precision: int
    include_bom: bool
