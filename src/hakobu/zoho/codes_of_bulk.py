"""Codes of bulk jobs and composite calls: (code, kind, meaning, remedy, and both in Japanese).

Those in small letters are our own.
"""

from __future__ import annotations

from hakobu.errors import Kind

__all__ = ["BULKS"]

Row = tuple[str, Kind, str, str, str, str]

_DEFECT = (
    "This is a fault in how the call was made; please report it with the details.",
    "呼び出し方に問題があります。詳細を添えて報告してください。",
)
_CONDITION = (
    "Change the condition (where), or read by COQL.",
    "条件（where）を変更するか、COQL で読み取ってください。",
)
_OTHER_WAY = (
    "Read by COQL or by lists instead.",
    "COQL またはリストで読み取ってください。",
)
_MAPPING = (
    "Correct the mapping of the fields, or deliver by REST.",
    "項目マッピングを修正するか、REST で書き込んでください。",
)
_AGAIN = (
    "Run it again; if it stays, report it with the job's id.",
    "もう一度実行してください。解決しない場合は、ジョブ ID を添えて報告してください。",
)


def _rows(kind: Kind, remedy: tuple[str, str], *told: tuple[str, str, str]) -> tuple[Row, ...]:
    return tuple(
        (code, kind, meaning, remedy[0], meaning_ja, remedy[1]) for code, meaning, meaning_ja in told
    )


BULKS: tuple[Row, ...] = (
    (
        "bulk_gone",
        Kind.GIVE_UP,
        "Zoho knows no such job or result: it has not ended, was another's, or is kept no longer.",
        "Run again. Zoho keeps the result of a read for one day and that of a write for seven.",
        "ジョブまたはその結果が見つかりません。未完了、別組織のもの、または保存期間を過ぎた可能性があります。",
        "もう一度実行してください。結果の保存期間は、読み取りが 1 日、書き込みが 7 日です。",
    ),
    (
        "bulk_module",
        Kind.SETUP,
        "There is no such module for this sign-in, or Zoho has no bulk jobs for it.",
        "Read it by COQL or lists, and write it by REST.",
        "このモジュールを参照する権限がないか、一括処理に対応していないモジュールです。",
        "読み取りには COQL またはリスト、書き込みには REST を使用してください。",
    ),
    (
        "lines_missing",
        Kind.ROW,
        "A record was created, and some of its lines were not.",
        "Run again: what is missing is added.",
        "レコードは追加されましたが、一部の明細行が追加されていません。",
        "もう一度実行してください。不足している明細行が追加されます。",
    ),
    *_rows(
        Kind.GIVE_UP,
        _DEFECT,
        ("REQUEST_BODY_IS_EMPTY", "The call has no body.", "リクエストの本文が空です。"),
        (
            "REQUEST_BODY_NOT_READABLE",
            "Zoho cannot read the body of the call.",
            "リクエストの本文を読み取れません。",
        ),
        (
            "REQUEST_BODY_NOT_SUPPORTED",
            "The body has a shape that Zoho does not take.",
            "リクエストの形式が対応していません。",
        ),
        (
            "QUERY_NOT_SUPPORTED",
            "Zoho does not take this query for an export.",
            "この形式の抽出条件には対応していません。",
        ),
        (
            "JOB_NOT_SUPPORTED",
            "Zoho does not offer this kind of job.",
            "この種類のジョブには対応していません。",
        ),
        (
            "NOT_SUPPORTED_FEATURE",
            "The upload names a feature that Zoho does not know.",
            "アップロードの種別が対応していません。",
        ),
        (
            "AMBIGUOUS_CRITERIA",
            "A criterion has keys that exclude each other.",
            "条件に同時に指定できないキーがあります。",
        ),
        (
            "AMBIGUOUS_GROUP_IN_CRITERIA",
            "A group of criteria has keys that exclude each other.",
            "条件グループに同時に指定できないキーがあります。",
        ),
        (
            "GROUP_OPERATOR_NOT_SUPPORTED",
            "Criteria are joined by and or by or, by nothing else.",
            "条件の結合に使えるのは and と or だけです。",
        ),
        (
            "VALUE_TYPE_NOT_SUPPORTED",
            "A value of a criterion has a type that Zoho does not take.",
            "条件の値の型が対応していません。",
        ),
        ("PAGE_NOT_SUPPORTED", "The export takes no page here.", "ここではページを指定できません。"),
        (
            "INVALID_CALLBACK_URL",
            "Zoho does not take the address for its callback.",
            "コールバック先の URL が正しくありません。",
        ),
        (
            "INVALID_CALLBACK_METHOD",
            "A callback is made by POST only.",
            "コールバックのメソッドは POST のみです。",
        ),
        ("MISSING_REQUIRED_KEY", "A key of the call is missing.", "必要なキーがありません。"),
        (
            "COEXISTENCE_NOT_ALLOWED",
            "Two keys of the call exclude each other.",
            "同時に指定できないキーがあります。",
        ),
        (
            "COLUMN_INDEX_NOT_FOUND",
            "A mapping names a column that the file does not have.",
            "ファイルにない列がマッピングされています。",
        ),
        (
            "FILE_NOT_FOUND",
            "The zip does not hold the file that the job names.",
            "ZIP に指定のファイルがありません。",
        ),
        (
            "INVALID_REFERENCE",
            "A part of the call refers to something that is not there.",
            "参照先が存在しません。",
        ),
        ("LOOPING_FOUND", "Parts of the call refer to each other in a circle.", "参照が循環しています。"),
    ),
    *_rows(
        Kind.SETUP,
        _OTHER_WAY,
        (
            "MODULE_NOT_SUPPORTED",
            "Zoho offers no bulk job for this module.",
            "このモジュールでは一括処理を利用できません。",
        ),
        ("CVID_NOT_SUPPORTED", "This view cannot be exported.", "このビューは一括抽出できません。"),
        ("FIELD_NOT_SUPPORTED", "A field cannot be exported in bulk.", "一括抽出できない項目があります。"),
        (
            "JOIN_LIMIT_EXCEEDED",
            "The columns follow more lookups than Zoho allows.",
            "ルックアップの参照数が上限を超えています。",
        ),
        (
            "PAGE_RANGE_EXCEEDED",
            "The export is longer than Zoho's pages reach.",
            "一括抽出のページ数が上限を超えています。",
        ),
    ),
    *_rows(
        Kind.SETUP,
        (
            "Use the API names that the module shows to this sign-in.",
            "このサインインで表示される API 名を使ってください。",
        ),
        (
            "MODULE_NOT_AVAILABLE",
            "There is no such module for this sign-in.",
            "指定のモジュールは存在しないか、利用できません。",
        ),
        (
            "FIELD_NOT_AVAILABLE",
            "There is no such field in the module.",
            "指定の項目がモジュールにありません。",
        ),
        (
            "FIELD_IN_CRITERIA_NOT_AVAILABLE",
            "The condition names a field that is not there.",
            "条件に指定した項目がありません。",
        ),
        (
            "INVALID_FIELD",
            "The mapping names a field that Zoho does not know or write.",
            "マッピングに無効な項目があります。",
        ),
        (
            "INVALID_FIELD_NAME",
            "The mapping names a field that Zoho does not know.",
            "マッピングに無効な項目名があります。",
        ),
    ),
    *_rows(
        Kind.SETUP,
        _CONDITION,
        ("CRITERIA_NOT_SUPPORTED", "Zoho takes no condition here.", "ここでは条件を指定できません。"),
        ("INVALID_CRITERIA", "A condition is not valid for its field.", "条件が項目に合っていません。"),
        (
            "CRITERIA_LIMIT_EXCEEDED",
            "There are more conditions than Zoho allows.",
            "条件の数が上限を超えています。",
        ),
        (
            "VALUE_LIMIT_EXCEEDED_IN_CRITERIA",
            "A condition has more values than Zoho allows.",
            "条件の値の数が上限を超えています。",
        ),
        (
            "FIELD_IN_CRITERIA_NOT_SUPPORTED",
            "The condition names a field by which Zoho does not filter.",
            "条件に使えない項目が指定されています。",
        ),
        (
            "FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED",
            "The field does not take this comparison.",
            "この項目では使えない比較です。",
        ),
        (
            "FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE",
            "Field and comparison do not go together.",
            "項目と比較方法が合っていません。",
        ),
        (
            "FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE",
            "Field and value of a condition do not go together.",
            "条件の項目と値が合っていません。",
        ),
        (
            "COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE",
            "Comparison and value do not go together.",
            "比較方法と値が合っていません。",
        ),
        (
            "COMPARATOR_AND_ENCRYPTED_VALUE_IN_CRITERIA_NOT_COMPATIBLE",
            "An encrypted field does not take this comparison.",
            "暗号化された項目では使えない比較です。",
        ),
        (
            "VALUE_IN_CRITERIA_NOT_SUPPORTED",
            "Zoho does not take this value in a condition.",
            "条件に使えない値です。",
        ),
    ),
    *_rows(
        Kind.SETUP,
        _MAPPING,
        (
            "MANDATORY_FIELDS_NOT_MAPPED",
            "Not every required field of the layout is mapped.",
            "レイアウトの必須項目がすべてマッピングされていません。",
        ),
        (
            "INVALID_FORMAT",
            "Zoho does not know the pattern of a date or number.",
            "日付または数値の形式が認識されません。",
        ),
        (
            "HEADER_LIMIT_EXCEEDED",
            "A bulk file has 200 columns at most.",
            "一括ファイルの列数は 200 までです。",
        ),
    ),
    *_rows(
        Kind.WAIT,
        _AGAIN,
        (
            "INVALID_FILE_ID",
            "Zoho does not know the uploaded file (any more).",
            "アップロードしたファイルが見つかりません。",
        ),
        (
            "INVALID_FILE_FORMAT",
            "Zoho takes the upload for something other than a zip.",
            "アップロードは ZIP 形式である必要があります。",
        ),
        (
            "FILE_NOT_SUPPORTED",
            "Zoho cannot use the uploaded file for a bulk job.",
            "アップロードしたファイルは一括処理に使用できません。",
        ),
        (
            "CALLBACK_FAILURE",
            "The address of the callback did not answer.",
            "コールバック先が応答しませんでした。",
        ),
        (
            "REQUEST_TIMEOUT",
            "Zoho did not finish in time; part of the work may be done.",
            "時間内に処理が終わりませんでした。一部が実行された可能性があります。",
        ),
        (
            "not_a_zip",
            "What came in place of an export is no zip file.",
            "抽出結果が ZIP ファイルではありません。",
        ),
        (
            "bulk_deadline",
            "A bulk job still ran when its time was up.",
            "一括ジョブが制限時間内に終わりませんでした。",
        ),
        (
            "bulk_failed",
            "Zoho gave a bulk job up without saying why.",
            "一括ジョブが理由の表示なしに失敗しました。",
        ),
    ),
    *_rows(
        Kind.SETUP,
        (
            "Check region, API domain and organisation of the connection.",
            "接続のリージョン、API ドメイン、組織を確認してください。",
        ),
        (
            "UPLOAD_REFUSED",
            "The upload host does not take the upload.",
            "アップロード先がファイルを受け付けませんでした。",
        ),
    ),
    *_rows(
        Kind.WAIT,
        (
            "Wait until credits come back, or lower credit_reserve.",
            "クレジットの回復を待つか、利用者用に確保するクレジットを減らしてください。",
        ),
        (
            "credit_reserve",
            "The credits that are left are kept for people.",
            "残りのクレジットは利用者のために確保されています。",
        ),
    ),
    *_rows(
        Kind.ROW,
        (
            "Correct what the details name, then resend the row.",
            "詳細に表示された内容を修正して、行を再送信してください。",
        ),
        (
            "BLOCKED_RECORD",
            "The record is blocked and takes no change.",
            "レコードがブロックされているため、変更できません。",
        ),
        (
            "ROLLBACK_PERFORMED",
            "Another part of the call failed, so this one was taken back.",
            "ほかの処理が失敗したため、取り消されました。",
        ),
        (
            "PROCESSING_STOPPED",
            "Another part of the call failed, so this one was not begun.",
            "ほかの処理が失敗したため、実行されませんでした。",
        ),
    ),
)
"""Source: zoho.com/crm/developer/docs/api/v8/bulk-read, bulk-write and composite-api."""
