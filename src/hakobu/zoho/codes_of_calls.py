"""Codes that Zoho gives about a whole call: (code, kind, meaning, remedy, and both in Japanese)."""

from __future__ import annotations

from hakobu.errors import Kind

__all__ = ["CALLS"]

Row = tuple[str, Kind, str, str, str, str]

_SIGN_IN = (
    "Sign in again; if it stays, compare region and environment with the account's.",
    "再認証してください。解決しない場合は、リージョンと環境がアカウントと一致しているか確認してください。",
)
_ADMIN = (
    "Ask the administrator of Zoho CRM for the right, or sign in as somebody who has it.",
    "Zoho CRM の管理者に権限を依頼するか、権限を持つユーザーでサインインしてください。",
)
_FEATURE = (
    "Switch the feature on in Zoho CRM, or leave what needs it out.",
    "Zoho CRM で機能を有効にするか、その機能が必要な設定を外してください。",
)
_DEFECT = (
    "This is a fault in how the call was made; please report it with the details.",
    "呼び出し方に問題があります。詳細を添えて報告してください。",
)
_QUERY = (
    "Correct the query at the place that the details name.",
    "詳細に表示された箇所で、クエリを修正してください。",
)
_PAGING = (
    "Start the reading again from its first page.",
    "最初のページから読み取りをやり直してください。",
)
_LATER = (
    "Wait a little, then try again.",
    "しばらく待ってから、もう一度実行してください。",
)
_LOOK = (
    "Look the records up in the CRM before anything is sent again.",
    "再送信する前に、CRM でレコードの状態を確認してください。",
)
_LICENCE = (
    "Make room or buy more in Zoho CRM's settings.",
    "Zoho CRM の設定で不要なデータを整理するか、上限を増やしてください。",
)


def _row(code: str, kind: Kind, meaning: str, meaning_ja: str, remedy: tuple[str, str]) -> Row:
    return (code, kind, meaning, remedy[0], meaning_ja, remedy[1])


_SIGN_INS = (
    _row(
        "INVALID_TOKEN",
        Kind.SETUP,
        "The access token is not valid here.",
        "アクセストークンが無効です。",
        _SIGN_IN,
    ),
    _row(
        "INVALID_OAUTHTOKEN",
        Kind.SETUP,
        "The access token is not valid here.",
        "アクセストークンが無効です。",
        _SIGN_IN,
    ),
    _row(
        "AUTHENTICATION_FAILURE",
        Kind.SETUP,
        "Zoho did not accept the sign-in of the call.",
        "Zoho の認証に失敗しました。",
        _SIGN_IN,
    ),
    _row(
        "OAUTH_SCOPE_MISMATCH",
        Kind.SETUP,
        "The sign-in does not have the scope that this call needs.",
        "この操作に必要なスコープが許可されていません。",
        (
            "Sign in again with the scope that is named.",
            "表示されたスコープを追加して、再認証してください。",
        ),
    ),
    _row(
        "NO_PERMISSION",
        Kind.SETUP,
        "The user's profile or role does not allow this.",
        "ユーザーの権限（プロフィールまたは役職）では、この操作はできません。",
        _ADMIN,
    ),
    _row(
        "AUTHORIZATION_FAILED",
        Kind.SETUP,
        "The user may not do this.",
        "ユーザーにこの操作の権限がありません。",
        _ADMIN,
    ),
    _row("FORBIDDEN", Kind.SETUP, "The user may not do this.", "この操作は許可されていません。", _ADMIN),
    _row(
        "INACTIVE_USER",
        Kind.SETUP,
        "The user who signed in is inactive.",
        "サインインしたユーザーは無効になっています。",
        (
            "Activate the user, or sign in as another.",
            "ユーザーを有効にするか、別のユーザーでサインインしてください。",
        ),
    ),
)

_FEATURES = tuple(
    _row(code, Kind.SETUP, meaning, meaning_ja, _FEATURE)
    for code, meaning, meaning_ja in (
        (
            "TERRITORY_NOT_ENABLED",
            "Territories are not switched on.",
            "テリトリー管理が有効になっていません。",
        ),
        ("TERRITORY_DISABLED", "Territories are switched off.", "テリトリー管理が無効になっています。"),
        (
            "FEATURE_NOT_SUPPORTED",
            "The organisation does not have this feature.",
            "この組織では、この機能を利用できません。",
        ),
        ("FEATURE_NOT_ENABLED", "The feature is not switched on.", "この機能は有効になっていません。"),
        (
            "NOT_SUPPORTED",
            "The module does not offer this.",
            "このモジュールでは、この操作を利用できません。",
        ),
        (
            "API_NOT_SUPPORTED",
            "The chosen schema does not have this call.",
            "選択したスキーマでは、この API を利用できません。",
        ),
    )
)

_REQUESTS = tuple(
    _row(code, Kind.GIVE_UP, meaning, meaning_ja, _DEFECT)
    for code, meaning, meaning_ja in (
        (
            "INVALID_URL_PATTERN",
            "Zoho does not know the address of the call.",
            "呼び出し先のアドレスが存在しません。",
        ),
        ("INVALID_REQUEST_METHOD", "Zoho does not take this verb here.", "このメソッドは使用できません。"),
        ("METHOD_NOT_ALLOWED", "Zoho does not take this verb here.", "このメソッドは使用できません。"),
        ("INVALID_REQUEST", "Zoho cannot read the call.", "リクエストの形式が正しくありません。"),
        ("REQUIRED_PARAM_MISSING", "A parameter of the call is missing.", "必要なパラメーターがありません。"),
        ("EXPECTED_PARAM_MISSING", "A parameter of the call is missing.", "必要なパラメーターがありません。"),
        (
            "PATTERN_NOT_MATCHED",
            "A parameter of the call has a wrong form.",
            "パラメーターの形式が正しくありません。",
        ),
        (
            "UNABLE_TO_PARSE_DATA_TYPE",
            "A parameter of the call cannot be read.",
            "パラメーターを解釈できません。",
        ),
        (
            "AMBIGUITY_DURING_PROCESSING",
            "Parameters that exclude each other came together.",
            "同時に指定できないパラメーターがあります。",
        ),
        (
            "MEDIA_TYPE_NOT_SUPPORTED",
            "Zoho does not take this content type.",
            "このコンテンツの種類には対応していません。",
        ),
    )
)

_PLACES = (
    _row(
        "INVALID_MODULE",
        Kind.SETUP,
        "The module does not exist, or the user may not see it, or the API does not reach it.",
        "モジュールが存在しない、ユーザーに表示権限がない、または API の対象外です。",
        ("Choose a module from the list of modules.", "モジュールの一覧から選択してください。"),
    ),
    _row(
        "INVALID_HOST",
        Kind.SETUP,
        "The API's address is not one of Zoho's API hosts.",
        "API のアドレスが正しくありません。",
        (
            "Leave api_domain empty, or write https://www.zohoapis.…",
            "api_domain を空にするか、正しいアドレスを入力してください。",
        ),
    ),
    _row(
        "REDIRECT",
        Kind.SETUP,
        "The server sent the call elsewhere; a token never follows.",
        "サーバーが別のアドレスへ転送しました。安全のため、トークンは転送先に送信しません。",
        ("Check region and api_domain.", "リージョンと api_domain を確認してください。"),
    ),
    _row(
        "RESOURCE_NOT_FOUND", Kind.GIVE_UP, "It does not exist (any more).", "対象が存在しません。", _DEFECT
    ),
    _row("NOT_FOUND", Kind.GIVE_UP, "It does not exist (any more).", "対象が存在しません。", _DEFECT),
    _row(
        "NO_RECORDS_FOUND",
        Kind.GIVE_UP,
        "There are no such records.",
        "該当するレコードがありません。",
        _QUERY,
    ),
)

_QUERIES = tuple(
    _row(code, Kind.SETUP, meaning, meaning_ja, _QUERY)
    for code, meaning, meaning_ja in (
        ("SYNTAX_ERROR", "The query is not valid COQL.", "COQL の構文が正しくありません。"),
        (
            "INVALID_QUERY",
            "The query names a field, operator or value that does not fit.",
            "クエリの項目、演算子、または値が正しくありません。",
        ),
        ("INVALID_ALIAS", "An alias of the query is not valid.", "クエリの別名が正しくありません。"),
        (
            "DUPLICATE_ALIAS",
            "Two columns of the query have the same alias.",
            "クエリで同じ別名が 2 回使われています。",
        ),
        (
            "LIMIT_REACHED",
            "Zoho's search ends at 2,000 records.",
            "Zoho の検索で取得できるのは 2,000 件までです。",
        ),
        ("LIMIT_EXCEEDED", "The call asks for more than Zoho allows.", "Zoho の上限を超えています。"),
    )
)

_PAGES = tuple(
    _row(code, Kind.GIVE_UP, meaning, meaning_ja, _PAGING)
    for code, meaning, meaning_ja in (
        (
            "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
            "Page numbers reach 2,000 records only.",
            "ページ番号で取得できるのは 2,000 件までです。",
        ),
        (
            "PAGINATION_LIMIT_EXCEEDED",
            "Paging reaches 100,000 records only.",
            "ページ送りで取得できるのは 100,000 件までです。",
        ),
        (
            "TOKEN_BOUND_DATA_MISMATCH",
            "The page token belongs to another question.",
            "ページトークンが別の条件のものです。",
        ),
        ("EXPIRED_VALUE", "The page token has expired.", "ページトークンの有効期限が切れています。"),
    )
)

_TIMES = (
    _row(
        "TOO_MANY_REQUESTS",
        Kind.WAIT,
        "Too many calls at once, or the day's credits are used up.",
        "同時呼び出し数の超過、または API クレジットの不足です。",
        _LATER,
    ),
    _row(
        "CREDITS_USED_UP",
        Kind.WAIT,
        "The organisation's API credits are used up.",
        "組織の API クレジットを使い切りました。",
        (
            "Each call's credits come back 24 hours after it; wait, or buy more in Zoho CRM.",
            "クレジットは呼び出しの 24 時間後に回復します。回復を待つか、Zoho CRM で追加購入してください。",
        ),
    ),
    _row(
        "ALREADY_SCHEDULED",
        Kind.WAIT,
        "Zoho is still busy with an earlier request.",
        "以前のリクエストがまだ処理中です。",
        _LATER,
    ),
    _row(
        "INTERNAL_ERROR",
        Kind.UNKNOWN,
        "Zoho failed while it worked on this.",
        "Zoho の処理中にエラーが発生しました。",
        _LOOK,
    ),
    _row(
        "INTERNAL_SERVER_ERROR",
        Kind.UNKNOWN,
        "Zoho failed while it worked on this.",
        "Zoho の処理中にエラーが発生しました。",
        _LOOK,
    ),
)

_ROOMS = tuple(
    _row(code, Kind.SETUP, meaning, meaning_ja, _LICENCE)
    for code, meaning, meaning_ja in (
        ("LICENSE_LIMIT_EXCEEDED", "The licence allows no more of these.", "ライセンスの上限に達しました。"),
        (
            "STORAGE_SPACE_EXCEEDED",
            "The organisation's storage is full.",
            "組織のストレージ容量が不足しています。",
        ),
        (
            "ACTIVE_STATE_LIMIT_EXCEEDED",
            "No more of these may be active.",
            "有効にできる件数の上限に達しました。",
        ),
        ("SHARE_LIMIT_EXCEEDED", "The record is shared as often as Zoho allows.", "共有の上限に達しました。"),
        (
            "REQUEST_ENTITY_TOO_LARGE",
            "The call is larger than Zoho takes.",
            "リクエストのサイズが上限を超えています。",
        ),
        ("FILE_TOO_LARGE", "The file is larger than Zoho takes.", "ファイルのサイズが上限を超えています。"),
        (
            "FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
            "The file is larger than Zoho takes.",
            "ファイルのサイズが上限を超えています。",
        ),
    )
)

CALLS: tuple[Row, ...] = (*_SIGN_INS, *_FEATURES, *_REQUESTS, *_PLACES, *_QUERIES, *_PAGES, *_TIMES, *_ROOMS)
"""Source: zoho.com/crm/developer/docs/api/v8/ (status codes, COQL, get records, search)."""
