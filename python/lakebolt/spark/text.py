"""Functions of text, as in ``pyspark.sql.functions``."""

from lakebolt.spark.declare import scalar

__all__ = [
    "ascii", "base64", "bit_length", "btrim", "char", "char_length", "character_length", "chr",
    "concat", "concat_ws", "contains", "crc32", "decode", "elt", "encode", "endswith",
    "find_in_set", "format_number", "format_string", "get_json_object", "hex", "initcap",
    "instr", "lcase", "left", "length", "levenshtein", "locate", "lower", "lpad", "ltrim",
    "mask", "md5", "octet_length", "overlay", "parse_url", "position", "printf", "regexp",
    "regexp_count", "regexp_extract", "regexp_extract_all", "regexp_instr", "regexp_like",
    "regexp_replace", "regexp_substr", "repeat", "replace", "right", "rlike", "rpad", "rtrim",
    "sentences", "sha1", "sha2", "soundex", "split", "split_part", "startswith", "substr",
    "substring", "substring_index", "to_binary", "to_char", "to_number", "translate", "trim",
    "ucase", "unbase64", "unhex", "upper", "url_decode", "url_encode",
]  # fmt: skip

ascii = scalar("ascii(col)", "Gives the code of the first character.")
base64 = scalar("base64(col)", "Writes bytes in base 64.")
bit_length = scalar("bit_length(col)", "Counts the bits.", returns="INTEGER")
btrim = scalar("btrim(str, trim?)", "Takes blanks, or characters, off both ends.")
char = scalar("char(col)", "Gives the character of a code.")
chr = scalar("chr(col)", "Gives the character of a code.", sql="char")
char_length = scalar("char_length(str)", "Counts the characters.", returns="INTEGER")
character_length = char_length
concat = scalar("concat(*cols)", "Joins texts, or arrays; NULL if one is.")
concat_ws = scalar("concat_ws('sep, *cols)", "Joins texts by a separator, without NULLs.")
contains = scalar("contains(left, right)", "Tells whether a text contains another.")
crc32 = scalar("crc32(col)", "Computes a checksum.")
decode = scalar("decode(col, 'charset)", "Reads bytes as text in a character set.")
elt = scalar("elt(*inputs)", "Gives the text of a number, which comes first.")
encode = scalar("encode(col, 'charset)", "Writes text as bytes in a character set.")
endswith = scalar("endswith(str, suffix)", "Tells whether a text ends with another.")
find_in_set = scalar("find_in_set(str, str_array)", "Gives the place in a list with commas.")
format_number = scalar("format_number(col, 'd)", "Writes a number with commas and d decimals.")
format_string = scalar("format_string('format, *cols)", "Formats as printf does.")
printf = scalar("printf(format, *cols)", "Formats as printf does.")
get_json_object = scalar("get_json_object(col, 'path)", "Takes a part out of JSON.")
hex = scalar("hex(col)", "Writes a number, text or bytes in base 16.")
initcap = scalar("initcap(col)", "Capitalizes each word.")
instr = scalar("instr(str, 'substr)", "Gives the first place of a text in another, from 1.")
lcase = scalar("lcase(str)", "Turns text into lower case.")
left = scalar("left(str, len)", "Gives the first characters.")
length = scalar("length(col)", "Counts the characters.", returns="INTEGER")
levenshtein = scalar("levenshtein(left, right, 'threshold?)", "Counts the edits between texts.")
locate = scalar("locate('substr, str, 'pos?=1)", "Gives the place of a text in another, from 1.")
lower = scalar("lower(col)", "Turns text into lower case.")
lpad = scalar("lpad(col, 'len, 'pad)", "Fills up to a length on the left.")
ltrim = scalar("ltrim(col, trim?)", "Takes blanks, or characters, off the beginning.")
mask = scalar("mask(col, upperChar?=X, lowerChar?=x, digitChar?=n, otherChar?=NULL)", "Hides characters.")
md5 = scalar("md5(col)", "Computes the MD5 hash, in base 16.")
octet_length = scalar("octet_length(col)", "Counts the bytes.", returns="INTEGER")
overlay = scalar("overlay(src, replace, pos, len?)", "Replaces a part of a text.")
parse_url = scalar("parse_url(url, partToExtract, key?)", "Takes a part out of a URL.")
position = scalar("position(substr, str, start?=1)", "Gives the place of a text, from 1.")
regexp = scalar("regexp(str, regexp)", "Tells whether a regular expression is found.", shown="REGEXP")
regexp_count = scalar("regexp_count(str, regexp)", "Counts matches of a regular expression.")
regexp_extract = scalar("regexp_extract(str, 'pattern, 'idx)", "Gives a group of the first match.")
regexp_extract_all = scalar(
    "regexp_extract_all(str, regexp, 'idx?=1)", "Gives a group of all matches."
)
regexp_instr = scalar("regexp_instr(str, regexp, 'idx?=0)", "Gives the place of the first match.")
regexp_like = scalar("regexp_like(str, regexp)", "Tells whether a regular expression is found.", shown="REGEXP_LIKE")
regexp_replace = scalar("regexp_replace(string, 'pattern, 'replacement, 'position?=1)", "Replaces all matches.")
regexp_substr = scalar("regexp_substr(str, regexp)", "Gives the first match.")
repeat = scalar("repeat(col, 'n)", "Repeats a text.")
replace = scalar("replace(src, search, replace?)", "Replaces a text in another.")
right = scalar("right(str, len)", "Gives the last characters.")
rlike = scalar("rlike(str, regexp)", "Tells whether a regular expression is found.", shown="RLIKE")
rpad = scalar("rpad(col, 'len, 'pad)", "Fills up to a length on the right.")
rtrim = scalar("rtrim(col, trim?)", "Takes blanks, or characters, off the end.")
sentences = scalar("sentences(string, language?=, country?=)", "Splits text into words.")
sha1 = scalar("sha1(col)", "Computes the SHA-1 hash, in base 16.")
sha2 = scalar("sha2(col, 'numBits)", "Computes a SHA-2 hash, in base 16.")
soundex = scalar("soundex(col)", "Writes how a word sounds.")
split = scalar("split(str, 'pattern, 'limit?=-1)", "Splits text by a regular expression.")
split_part = scalar("split_part(src, delimiter, partNum)", "Gives a part of a split text, from 1.")
startswith = scalar("startswith(str, prefix)", "Tells whether a text begins with another.")
substr = scalar("substr(str, pos, len?)", "Cuts characters out, from a place counted from 1.")
substring = scalar("substring(str, 'pos, 'len)", "Cuts characters out, from a place from 1.")
substring_index = scalar("substring_index(str, 'delim, 'count)", "Gives what stands before.")
to_binary = scalar("to_binary(col, format?)", "Turns text into bytes.")
to_char = scalar("to_char(col, format)", "Writes a number by a format.")
to_number = scalar("to_number(col, format)", "Reads a number by a format.")
translate = scalar("translate(srcCol, 'matching, 'replace)", "Replaces characters by others.")
trim = scalar("trim(col, trim?)", "Takes blanks, or characters, off both ends.")
ucase = scalar("ucase(str)", "Turns text into upper case.")
unbase64 = scalar("unbase64(col)", "Reads bytes in base 64.")
unhex = scalar("unhex(col)", "Reads bytes in base 16.")
upper = scalar("upper(col)", "Turns text into upper case.")
url_decode = scalar("url_decode(str)", "Reads the text of a URL.")
url_encode = scalar("url_encode(str)", "Writes text for a URL.")
