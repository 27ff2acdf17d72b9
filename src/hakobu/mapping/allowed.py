"""What an expression may use: DuckDB's scalar functions by name, and the kinds of syntax.

A list of what is allowed, never of what is forbidden: a function that DuckDB adds tomorrow stays out until
somebody writes it here. The groups are printed in the reference of expressions.
"""

from __future__ import annotations

__all__ = ["AGGREGATES", "ALLOWED", "CLASSES", "GROUPS", "OPERATORS", "OPERATOR_TYPES", "TYPES", "VOLATILE"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GROUPS: dict[str, tuple[str, ...]] = {
    "Text": _words(
        "ascii bar char_length character_length chr concat concat_ws contains ends_with format hex instr "
        "lcase left length len levenshtein lower lpad ltrim md5 nfc_normalize ord position prefix printf "
        "repeat replace reverse right rpad rtrim sha256 split_part starts_with strip_accents strlen strpos "
        "substr substring suffix translate trim ucase unhex unicode upper url_decode url_encode"
    ),
    "Patterns": _words(
        "regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace "
        "regexp_split_to_array str_split_regex string_split_regex"
    ),
    "Numbers": _words(
        "abs ceil ceiling even exp floor gcd greatest lcm least ln log log10 log2 mod pow power round "
        "round_even sign sqrt trunc fdiv fmod divide add subtract multiply isnan isinf isfinite"
    ),
    "Dates and times": _words(
        "century date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day "
        "dayname dayofmonth dayofweek dayofyear decade epoch epoch_ms epoch_us era hour isodow isoyear "
        "julian last_day make_date make_time make_timestamp microsecond millisecond minute month monthname "
        "quarter second strftime strptime timezone to_days to_hours to_milliseconds to_minutes to_months "
        "to_seconds to_timestamp to_weeks to_years try_strptime week weekday weekofyear year "
        "yearweek"
    ),
    "Empty values": _words("coalesce ifnull nullif if isnull"),
    "Lists": _words(
        "array_contains array_extract array_length array_position array_slice array_to_string "
        "list_concat list_contains list_distinct list_extract list_has list_position list_slice list_sort "
        "list_value list_reverse_sort str_split string_split string_to_array"
    ),
    "JSON": _words(
        "json_array_length json_exists json_extract json_extract_path json_extract_path_text "
        "json_extract_string json_type json_valid json_value"
    ),
    "Bytes": _words("base64 decode encode from_base64 from_hex octet_length to_base64 to_hex"),
}
ALLOWED = frozenset(name for names in GROUPS.values() for name in names)

# The parser writes operators as functions; ``^@`` is starts_with, ``~~`` LIKE, ``~~*`` ILIKE, ``~~~`` GLOB.
OPERATORS = frozenset(
    _words(
        "+ - * / // % ** ^ || & | ~ << >> ^@ ~~ !~~ ~~* !~~* ~~~ @ ->> like_escape not_like_escape "
        "ilike_escape not_ilike_escape"
    )
)
CLASSES = frozenset(
    _words("COLUMN_REF CONSTANT FUNCTION OPERATOR COMPARISON CONJUNCTION CAST CASE BETWEEN TYPE")
)
OPERATOR_TYPES = frozenset(
    _words(
        "COMPARE_IN COMPARE_NOT_IN OPERATOR_COALESCE OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_NOT "
        "OPERATOR_NULLIF OPERATOR_TRY ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR"
    )
)
TYPES = frozenset(
    _words(
        "boolean bool tinyint smallint integer int int1 int2 int4 int8 long short signed bigint hugeint "
        "utinyint usmallint uinteger ubigint float real double float4 float8 decimal numeric dec varchar "
        "text string char bpchar date time timestamp datetime timestamptz interval blob bytea json list"
    )
) | {"timestamp with time zone"}

VOLATILE = frozenset(
    _words(
        "now today current_date current_time current_timestamp current_localtime current_localtimestamp "
        "get_current_time get_current_timestamp localtime localtimestamp transaction_timestamp "
        "random rand setseed "
        "uuid uuidv4 uuidv7 gen_random_uuid nextval currval age txid_current"
    )
)
AGGREGATES = frozenset(
    _words(
        "sum avg mean min max count count_star count_if any_value first last arg_max arg_min array_agg list "
        "group_concat string_agg listagg median mode stddev variance var_pop var_samp quantile quantile_cont "
        "bool_and bool_or product histogram approx_count_distinct"
    )
)
