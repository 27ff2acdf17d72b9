"""The table of faults: what is wrong with a row before it is sent, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FAULTS", "FaultMeaning", "explain_fault"]


@dataclass(frozen=True, slots=True)
class FaultMeaning:
    """What a code means and what to do, by language."""

    meaning: dict[str, str]
    remedy: dict[str, str]


def _fault(meaning: str, remedy: str, meaning_ja: str, remedy_ja: str) -> FaultMeaning:
    return FaultMeaning({"en": meaning, "ja": meaning_ja}, {"en": remedy, "ja": remedy_ja})


FAULTS: dict[str, FaultMeaning] = {
    "wrong_type": _fault(
        "The value does not have the field's type.",
        "Correct the value in the source, or turn it into that type with an expression.",
        "値が項目のデータ型に合っていません。",
        "元データの値を直すか、式でその型に変換してください。",
    ),
    "expression_failed": _fault(
        "The expression could not be computed for this row.",
        "Correct the value in the source, or write TRY_CAST or CASE for such values.",
        "この行では式を計算できませんでした。",
        "元データの値を直すか、TRY_CAST や CASE でそのような値を扱ってください。",
    ),
    "too_long": _fault(
        "The text is longer than the field allows.",
        "Shorten it in the source, or with left(column, limit).",
        "文字列が項目の最大文字数を超えています。",
        "元データを短くするか、left(列, 最大文字数) を使ってください。",
    ),
    "out_of_range": _fault(
        "The number or date lies outside what the field can hold.",
        "Correct the value, or map it to a field with more room.",
        "数値または日付が項目の範囲を超えています。",
        "値を直すか、より大きな値を入れられる項目に割り当ててください。",
    ),
    "bad_email": _fault(
        "This is not an e-mail address that Zoho accepts.",
        "Correct the address; half_width() and squeeze() remove full-width letters and blanks.",
        "Zoho が受け付けるメールアドレスではありません。",
        "アドレスを直してください。全角文字や空白は half_width() と squeeze() で直せます。",
    ),
    "bad_phone": _fault(
        "A phone number may hold only letters, digits, blanks and + - . ( ) # , ;",
        "Remove the other characters; half_width() turns full-width digits into plain ones.",
        "電話番号に使えるのは英数字、空白、+ - . ( ) # , ; だけです。",
        "それ以外の文字を取り除いてください。全角数字は half_width() で半角になります。",
    ),
    "bad_url": _fault(
        "This is not a web address that Zoho accepts.",
        "Write it like https://example.com/page, without blanks.",
        "Zoho が受け付ける URL ではありません。",
        "https://example.com/page のように、空白を入れずに書いてください。",
    ),
    "impossible_date": _fault(
        "This day or time does not exist.",
        "Correct the date in the source.",
        "存在しない日付または時刻です。",
        "元データの日付を直してください。",
    ),
    "no_time_zone": _fault(
        "The time says no zone, so its moment cannot be known.",
        "Say time_zone: in the task's read (Asia/Tokyo, say).",
        "時刻にタイムゾーンがないため、いつのことか決められません。",
        "タスクの read に time_zone:(例: Asia/Tokyo)を書いてください。",
    ),
    "not_in_picklist": _fault(
        "The value is not one of the picklist's values.",
        "Correct it, map it with picklist:, or add it to the picklist in Zoho.",
        "値が選択リストにありません。",
        "値を直すか、picklist: で対応づけるか、Zoho の選択リストに追加してください。",
    ),
    "mandatory_empty": _fault(
        "A field that Zoho demands for a new record is empty.",
        "Fill it in the source, or give a default with coalesce(column, 'text').",
        "新しいレコードに必須の項目が空です。",
        "元データに値を入れるか、coalesce(列, '文字列') で既定値を与えてください。",
    ),
    "emptied": _fault(
        "The columns were filled, but the mapping made an empty value of them.",
        "Correct the expression, or write empty: allow if this is meant.",
        "列に値があるのに、マッピングの結果が空になりました。",
        "式を直すか、意図どおりなら empty: allow と書いてください。",
    ),
    "lookup_missing": _fault(
        "The record that this row refers to was not found.",
        "Create or deliver that record first, correct the key, or write missing: empty.",
        "この行が参照するレコードが見つかりません。",
        "先にそのレコードを作成するか、キーを直すか、missing: empty と書いてください。",
    ),
    "lookup_ambiguous": _fault(
        "Several records fit the key that this row refers to.",
        "Use a key that is unique, merge the records in Zoho, or write ambiguous: empty.",
        "この行が参照するキーに複数のレコードが一致します。",
        "一意なキーを使うか、Zoho でレコードを統合するか、ambiguous: empty と書いてください。",
    ),
    "parent_failed": _fault(
        "The record that this row refers to was to be written by this run and was not.",
        "Correct the row it refers to; then retry this one.",
        "この行が参照するレコードが今回の実行で書き込まれませんでした。",
        "参照先の行を直してから、この行を再試行してください。",
    ),
    "empty_key": _fault(
        "The field by which the record is matched is empty.",
        "Fill it in the source, or match by a field that is always filled.",
        "レコードを照合する項目が空です。",
        "元データに値を入れるか、必ず値のある項目で照合してください。",
    ),
    "duplicate_key": _fault(
        "Several rows of the source carry this key.",
        "Keep one of them, or match by a field that tells them apart.",
        "元データの複数の行が同じキーを持っています。",
        "一行だけを残すか、区別できる項目で照合してください。",
    ),
    "key_changed": _fault(
        "The row's keys now point at a record other than the one it was delivered to.",
        "Decide which record it is, and correct the key in the source or in Zoho.",
        "行のキーが、以前に届けたものとは別のレコードを指しています。",
        "どのレコードか決めて、元データまたは Zoho のキーを直してください。",
    ),
    "ambiguous_match": _fault(
        "Several records of the CRM fit this row.",
        "Decide which one it is (hakobu decide), merge them in Zoho, or match by more fields.",
        "CRM の複数のレコードがこの行に一致します。",
        "どれか決めるか(hakobu decide)、Zoho で統合するか、照合する項目を増やしてください。",
    ),
    "same_record": _fault(
        "Several rows of the source fit one record of the CRM.",
        "Keep one of the rows, or match by a field that tells them apart.",
        "元データの複数の行が CRM の同じレコードに一致します。",
        "一行だけを残すか、区別できる項目で照合してください。",
    ),
    "key_moves": _fault(
        "The key belongs to a record that another row is about to give a new key.",
        "Run once more: by then the record has its new key, and this row is free to use the old one.",
        "このキーは、別の行が新しいキーに変更しようとしているレコードのものです。",
        "もう一度実行してください。キーの変更が済めば、この行を書き込めます。",
    ),
    "decision_gone": _fault(
        "The record that was decided on for this row is gone from the CRM.",
        "Decide anew with hakobu decide, or revoke the decision with hakobu decide --revoke KEY.",
        "この行に対して選択されたレコードは CRM にもうありません。",
        "hakobu decide で選び直すか、hakobu decide --revoke KEY で選択を取り消してください。",
    ),
    "line_without_parent": _fault(
        "The source has no row for this line.",
        "Add the row, correct the line's key, or read only the lines whose rows are read.",
        "この明細行の親となる行が元データにありません。",
        "親の行を追加するか、明細行のキーを直すか、親のある明細行だけを読み込んでください。",
    ),
    "duplicate_line": _fault(
        "Two lines of this row have the same key.",
        "Keep one of them, or name more columns in the lines' match.",
        "この行の明細に同じキーの行が二つあります。",
        "一つだけを残すか、明細の match に列を加えてください。",
    ),
    "too_many_lines": _fault(
        "The row has more lines than the subform holds.",
        "Split the record, or read fewer lines.",
        "明細行がサブフォームの最大行数を超えています。",
        "レコードを分けるか、読み込む明細行を減らしてください。",
    ),
    "lines_unknown": _fault(
        "Zoho does not give all lines of the record, so that it cannot be told what differs.",
        "Allow COQL for this connection (use_coql: true), or take the lines out of the map.",
        "Zoho がレコードの明細行をすべて返さないため、差分を判定できません。",
        "接続で COQL を使えるようにする（use_coql: true）か、明細のマッピングを外してください。",
    ),
    "not_for_parent": _fault(
        "The picklist does not allow this value together with the value of the field that it depends on.",
        "Correct one of the two values, or change the dependency in Zoho.",
        "依存元の項目の値では、この選択肢は使えません。",
        "どちらかの値を直すか、Zoho で選択リストの依存関係を変更してください。",
    ),
}


def explain_fault(code: str, lang: str = "en") -> tuple[str, str]:
    """Give a code's meaning and remedy; a language we do not speak is answered in English."""
    known = FAULTS[code]
    return known.meaning.get(lang, known.meaning["en"]), known.remedy.get(lang, known.remedy["en"])
