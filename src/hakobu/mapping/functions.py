"""Our own functions for expressions: each described once, with the macro that computes it.

Macros, because DuckDB's Python functions need numpy and would run row by row; they are made inside the
sandbox before its settings are locked, and the text of a user never becomes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.staging import text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FUNCTIONS", "MACROS", "Function", "with_run_time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function: how it is called, what it does, and an example with its result."""

    name: str
    signature: str
    help: str
    example: str
    result: str


FUNCTIONS: dict[str, Function] = {
    each.name: each
    for each in (
        Function(
            name="half_width",
            signature="half_width(text) → text",
            help="Full-width Latin letters, digits, signs and blanks become plain ones, half-width kana "
            "become full-width ones; kanji and everything else stay as they are.",
            example="half_width('ＡＢＣ　１２３ ｶﾞｽ')",
            result="ABC 123 ガス",
        ),
        Function(
            name="full_kana",
            signature="full_kana(text) → text",
            help="Half-width kana become full-width ones, with their marks composed; all else stays.",
            example="full_kana('ﾊﾟﾅｿﾆｯｸ ABC')",
            result="パナソニック ABC",
        ),
        Function(
            name="squeeze",
            signature="squeeze(text) → text",
            help="Blanks of every kind, U+3000 too, are removed around the text and become one space within.",
            example="squeeze('　山田　　太郎 ')",
            result="山田 太郎",
        ),
        Function(
            name="wareki",
            signature="wareki(text) → date",
            help="A date of the Japanese calendar (明治 to 令和; M, T, S, H, R too) becomes a date; one that "
            "does not exist in its era becomes empty.",
            example="wareki('令和6年4月1日')",
            result="2024-04-01",
        ),
        Function(
            name="company_key",
            signature="company_key(text) → text",
            help="A company's name in a form for matching: width, case, blanks, dots and commas do not "
            "count, and ㈱, （株）, (株) are written 株式会社 (㈲ 有限会社, ㈾ 合資会社 and the like too).",
            example="company_key('㈱ ＡＢＣ商事')",
            result="株式会社abc商事",
        ),
        Function(
            name="run_time",
            signature="run_time() → timestamp with zone",
            help="The moment at which the run began, the same for all rows. A field that uses it does not "
            "count as changed when nothing else of its row changed.",
            example="run_time()",
            result="",
        ),
        Function(
            name="param",
            signature="param('name') → text",
            help="The value that a parameter of the job has in this run, as a text: its default, or what "
            "--set gave; run_date, run_time and last_success too.",
            example="param('region')",
            result="",
        ),
    )
}

# U+FF01 to U+FF5E are ASCII + 0xFEE0; one Shift_JIS code is U+FF0D or U+2212, by who decoded it
_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "　￥￠￡\u2212"
_PLAIN = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " ¥¢£-"
_HALF = "｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
_FULL = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセ"
    "ソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)
_VOICED = dict(zip("ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎﾜｦ", "ヴガギグゲゴザジズゼゾダヂヅデドバビブベボヷヺ", strict=True))
_ROUND = dict(zip("ﾊﾋﾌﾍﾎ", "パピプペポ", strict=True))
_BLANKS = r"[\s\x{0085}\x{00A0}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]+"
_FORMS = {
    "株式会社": "株㈱㍿",
    "有限会社": "有㈲",
    "合同会社": "同",
    "合資会社": "資㈾",
    "合名会社": "名㈴",
    "医療法人": "医",
    "学校法人": "学㈻",
    "財団法人": "財㈶",
    "社団法人": "社㈳",
}
_ERAS = (
    ("明治", "M明㍾", 1868, "1868-10-23", "1912-07-29"),
    ("大正", "T大㍽", 1912, "1912-07-30", "1926-12-24"),
    ("昭和", "S昭㍼", 1926, "1926-12-25", "1989-01-07"),
    ("平成", "H平㍻", 1989, "1989-01-08", "2019-04-30"),
    ("令和", "R令㋿", 2019, "2019-05-01", "9999-12-31"),
)
_DATE = (
    "^(明治|大正|昭和|平成|令和|[MTSHR明大昭平令㍾㍽㍼㍻㋿])\\.?"
    "(元|[0-9]{1,2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$"
)


def _kana(inner: str) -> str:
    for half, full in _VOICED.items():
        inner = f"replace({inner}, '{half}ﾞ', '{full}')"
    for half, full in _ROUND.items():
        inner = f"replace({inner}, '{half}ﾟ', '{full}')"
    return f"translate({inner}, '{_HALF}', '{_FULL}')"


def _company() -> str:
    folded = f"lower(half_width(regexp_replace(t, '{_BLANKS}', '', 'g')))"
    folded = f"translate({folded}, '.,', '')"
    for form, short in _FORMS.items():
        signs = short[1:]
        pattern = f"\\({short[0]}\\)" + (f"|[{signs}]" if signs else "")
        folded = f"regexp_replace({folded}, '{pattern}', '{form}', 'g')"
    return folded


def _era_date() -> str:
    whens = []
    for name, short, first, begin, end in _ERAS:
        names = ", ".join(f"'{each}'" for each in (name, *short))
        whens.append(f"WHEN p.era IN ({names}) THEN {{'base': {first - 1}, 'a': '{begin}', 'z': '{end}'}}")
    era = f"CASE {' '.join(whens)} END"
    year = "(e.base + CASE p.y WHEN '元' THEN 1 ELSE try_cast(p.y AS INTEGER) END)"
    day = f"try_cast(concat({year}, '-', p.m, '-', p.d) AS DATE)"
    within = f"CASE WHEN {day} BETWEEN try_cast(e.a AS DATE) AND try_cast(e.z AS DATE) THEN {day} END"
    plain = "upper(regexp_replace(half_width(t), '[ \\t]', '', 'g'))"
    known = f"struct_pack(p := p, e := {era})"
    last = within.replace("p.", "s.p.").replace("e.", "s.e.")
    # Lists of one, so that each step is computed once and not wherever it is named.
    groups = f"[regexp_extract({plain}, '{_DATE}', ['era', 'y', 'm', 'd'])]"
    return f"list_transform(list_transform({groups}, lambda p: {known}), lambda s: {last})[1]"


def _plain() -> str:
    changed = f"translate(full_kana(t), {text(_WIDE)}, {text(_PLAIN)})"
    return f"CASE WHEN regexp_matches(t, '[！-～　￥￠￡\u2212｡-ﾟ]') THEN {changed} ELSE t END"


MACROS: tuple[str, ...] = (
    f"CREATE MACRO full_kana(t) AS CASE WHEN regexp_matches(t, '[｡-ﾟ]') THEN {_kana('t')} ELSE t END",
    f"CREATE MACRO half_width(t) AS {_plain()}",
    f"CREATE MACRO squeeze(t) AS trim(regexp_replace(t, '{_BLANKS}', ' ', 'g'))",
    f"CREATE MACRO wareki(t) AS {_era_date()}",
    f"CREATE MACRO company_key(t) AS {_company()}",
)


def with_run_time(moment: str, parameters: Mapping[str, str | int] | None = None) -> tuple[str, ...]:
    """Give all macros for a run that began at ``moment`` (ISO, with offset) and has ``parameters``."""
    cases = "".join(
        f" WHEN hakobu_name = {text(name)} THEN {text(str(value))}"
        for name, value in (parameters or {}).items()
    )
    return (
        *MACROS,
        f"CREATE MACRO run_time() AS CAST('{moment}' AS TIMESTAMPTZ)",
        f"CREATE MACRO param(hakobu_name) AS CASE WHEN hakobu_name IS NULL THEN ''{cases} END",
    )
