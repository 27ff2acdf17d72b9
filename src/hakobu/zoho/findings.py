"""What the checks of a connection may find, as data: each finding and its next step, by language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hakobu.zoho.codes import CODES, explain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ERROR", "FINDINGS", "Argument", "Finding", "say"]

Argument = str | int | tuple[str, ...]
"""A value of a finding; the words of a tuple are joined, and said in the reader's language."""

ERROR = "error"
"""The finding of a check that an error ended: its arguments are message, next step and code."""


class Finding(NamedTuple):
    """One finding in both languages; a next step may be empty."""

    message: str
    next_step: str
    message_ja: str
    next_step_ja: str


_WORDS_JA = {
    "read only": "読み取りのみ（read only）",
    "read and write": "読み取りと書き込み（read and write）",
    "also delete": "削除も含む（also delete）",
    "production": "本番（production）",
    "sandbox": "サンドボックス（sandbox）",
    "developer": "開発者（developer）",
}

FINDINGS: dict[str, Finding] = {
    ERROR: Finding("{message}", "{next_step}", "{message}", "{next_step}"),
    "token": Finding(
        "{accounts} gave a token for {domain}.",
        "",
        "{accounts} が {domain} 用のトークンを発行しました。",
        "",
    ),
    "region": Finding("{name} ({code})", "", "{code}", ""),
    "region.own": Finding(
        "The addresses are set by the connection: {accounts}.",
        "",
        "接続でアドレスが指定されています：{accounts}",
        "",
    ),
    "region.wrong": Finding(
        "The account lives in {name} ({code}), the connection says {said}.",
        "Set the region to {code}.",
        "アカウントのリージョンは {code} ですが、接続の設定は {said} です。",
        "リージョンを {code} に変更してください。",
    ),
    "region.elsewhere": Finding(
        "{said} does not know this client; Zoho knows it in {name} ({code}).",
        "Set the region to {code}.",
        "このクライアントは {said} には登録されておらず、{code} に登録されています。",
        "リージョンを {code} に変更してください。",
    ),
    "region.also": Finding(
        "Zoho knows this client in {name} ({code}) too, so the account may live there.",
        "If the address of your Zoho CRM begins with {crm}, set the region to {code}.",
        "このクライアントは {code} にも登録されています。アカウントが {code} にある可能性があります。",
        "Zoho CRM のアドレスが {crm} で始まる場合は、リージョンを {code} に変更してください。",
    ),
    "region.several": Finding(
        "Zoho knows this client in other regions too, so the account may live in one of them: {codes}.",
        "Choose the region by the address of your Zoho CRM: crm.zoho.com is US, crm.zoho.jp JP, and so on.",
        "このクライアントはほかのリージョンにも登録されており、アカウントがそこにある可能性があります：{codes}",
        "Zoho CRM のアドレスからリージョンを選んでください（crm.zoho.com は US、crm.zoho.jp は JP など）。",
    ),
    "organisation": Finding(
        "{name} ({zgid}), time zone {zone}", "", "{name}（{zgid}）、タイムゾーン {zone}", ""
    ),
    "edition": Finding(
        "{edition}: {calls} calls at once", "", "{edition}：同時に {calls} 件まで呼び出せます", ""
    ),
    "edition.users": Finding(
        "{edition}, {users} users: {calls} calls at once",
        "",
        "{edition}、利用者 {users} 名：同時に {calls} 件まで呼び出せます",
        "",
    ),
    "environment": Finding("{environment}", "", "{environment}", ""),
    "environment.untold": Finding(
        "The connection says {said}; Zoho tells the environment of a sign-in only from v7 on.",
        "To be sure, look at the name and id of the organisation, or test with schema: v8.",
        "接続の設定は{said}です。"
        "この API バージョンでは、Zoho はサインインの環境を返しません（v7 以降で返します）。",
        "組織の名前と ID を確認するか、schema: v8 でテストしてください。",
    ),
    "environment.wrong": Finding(
        "The sign-in is for {found}, the connection says {said}.",
        "Set the environment to {found}.",
        "このサインインは{found}のものですが、接続の設定は{said}です。",
        "環境を{found}に変更してください。",
    ),
    "scopes": Finding(
        "The sign-in has all scopes of the chosen set, {chosen}. It is enough for: {enough}.",
        "",
        "選択した「{chosen}」のスコープがすべて許可されています。可能な操作：{enough}",
        "",
    ),
    "scopes.own": Finding(
        "The sign-in has all scopes that it was to ask for. It is enough for: {enough}.",
        "",
        "要求したスコープがすべて許可されています。可能な操作：{enough}",
        "",
    ),
    "scopes.lacking": Finding(
        "Not given, though the chosen set, {chosen}, has them: {missing}. "
        "The sign-in is enough for: {enough}.",
        "Sign in again with the scopes of the set, below; or choose a smaller set as 'scopes'.",
        "選択した「{chosen}」のうち、許可されていないスコープ：{missing}。現在可能な操作：{enough}",
        "下のスコープを貼り付けてサインインし直すか、設定 scopes で別のセットを選んでください。",
    ),
    "scopes.untold": Finding(
        "Zoho did not say which scopes the sign-in has; the chosen set is {chosen}.",
        "If calls are refused for their scope, sign in again with the scopes of the set, below.",
        "サインインのスコープを Zoho が返しませんでした。選択中のセットは「{chosen}」です。",
        "スコープ不足で拒否される場合は、下のスコープを貼り付けてサインインし直してください。",
    ),
    "user": Finding(
        "{name} <{email}>, profile {profile}, role {role}",
        "",
        "{name} <{email}>、プロファイル {profile}、ロール {role}",
        "",
    ),
    "user.inactive": Finding(
        "{name} <{email}>, profile {profile}, role {role}, is not active.",
        "Activate the user, or sign in as another.",
        "{name} <{email}>（プロファイル {profile}、ロール {role}）は無効なユーザーです。",
        "ユーザーを有効にするか、別のユーザーでサインインしてください。",
    ),
    "account": Finding(
        "{email} looks like an account for applications.",
        "",
        "{email} はアプリケーション用のアカウントと見られます。",
        "",
    ),
    "account.person": Finding(
        "{email} looks like a person's own account: their edits cannot be told from Hakobu's.",
        "Sign in with a user of its own, which nobody works with.",
        "{email} は個人のアカウントと見られます。その人の編集と Hakobu の書き込みを区別できません。",
        "だれも業務に使わない専用のユーザーでサインインしてください。",
    ),
    "records": Finding(
        "The profile {profile} sees every record.",
        "",
        "プロファイル {profile} はすべてのレコードを参照できます。",
        "",
    ),
    "records.some": Finding(
        "The profile {profile} may not see the records of others: a match could be missed and doubled.",
        "Use the profile Administrator, or share all records of the modules with this user.",
        "プロファイル {profile} では、他の人のレコードを参照できないおそれがあります。"
        "照合に漏れて重複が生じることがあります。",
        "管理者のプロファイルを使うか、対象モジュールの全レコードをこのユーザーと共有してください。",
    ),
    "modules": Finding(
        "{readable} can be read, {writable} can be written.",
        "",
        "読み取り可能 {readable} 件、書き込み可能 {writable} 件",
        "",
    ),
    "modules.some": Finding(
        "{readable} can be read, {writable} can be written. Not written: {names}.",
        "",
        "読み取り可能 {readable} 件、書き込み可能 {writable} 件。書き込めないモジュール：{names}",
        "",
    ),
    "modules.no_write": Finding(
        "{readable} can be read, none can be written.",
        "The profile may not create and edit: ask the administrator, or choose the scopes 'read only'.",
        "読み取り可能 {readable} 件。書き込めるモジュールがありません。",
        "プロファイルに追加と編集の権限がありません。"
        "管理者に依頼するか、scopes で read only を選んでください。",
    ),
    "modules.none": Finding(
        "The profile sees no module.",
        "Ask the administrator.",
        "このプロファイルで参照できるモジュールがありません。",
        "管理者に確認してください。",
    ),
    "bulk": Finding(
        "Bulk Read and Bulk Write can be used.",
        "",
        "一括読み取り（Bulk Read）と一括書き込み（Bulk Write）を使用できます。",
        "",
    ),
    "bulk.scopes": Finding(
        "Bulk jobs want {missing}.",
        "Sign in again with these scopes to use bulk jobs.",
        "一括ジョブには {missing} が必要です。",
        "一括ジョブを使う場合は、このスコープを加えてサインインし直してください。",
    ),
    "bulk.edition": Finding(
        "Zoho does not say whether the free edition has bulk jobs.",
        "",
        "無料プランで一括ジョブを使えるかどうかは、Zoho の資料に記載がありません。",
        "",
    ),
    "credits": Finding(
        "More than half of the day's API credits are left (Zoho tells them below that).",
        "",
        "本日の API クレジットは半分以上残っています（半分を下回ると Zoho が残数を知らせます）。",
        "",
    ),
    "credits.left": Finding("{left} API credits are left.", "", "API クレジットの残りは {left} です。", ""),
    "credits.none": Finding(
        "No API credits are left.",
        "Wait, or buy more credits.",
        "API クレジットの残りがありません。",
        "回復を待つか、クレジットを追加購入してください。",
    ),
    "idle.api_type": Finding(
        "api_type has no effect while use_coql is true: COQL reads.",
        "",
        "use_coql が true のため、api_type の設定は使われません（COQL で読み取ります）。",
        "",
    ),
    "idle.cheapest_read": Finding(
        "cheapest_read has no effect while use_coql is false: api_type says how everything is read.",
        "",
        "use_coql が false のため、cheapest_read の設定は使われません（api_type の方法で読み取ります）。",
        "",
    ),
    "idle.region": Finding(
        "region has no effect: accounts_server and api_domain take its place.",
        "",
        "accounts_server と api_domain が指定されているため、region の設定は使われません。",
        "",
    ),
    "idle.environment": Finding(
        "environment does not choose the host: api_domain takes its place.",
        "",
        "api_domain が指定されているため、environment の設定は接続先を選びません。",
        "",
    ),
    "idle.code": Finding(
        "code has no effect beside a refresh_token.",
        "",
        "refresh_token があるため、code の設定は使われません。",
        "",
    ),
    "idle.redirect_uri": Finding(
        "redirect_uri has no effect without a code.",
        "",
        "code がないため、redirect_uri の設定は使われません。",
        "",
    ),
    "idle.soid": Finding(
        "soid has no effect beside a refresh_token or a code.",
        "",
        "refresh_token または code があるため、soid の設定は使われません。",
        "",
    ),
}
"""By code; the part before the dot is the check that finds it, ``idle`` a setting without effect."""


def say(code: str, arguments: Mapping[str, Argument], lang: str = "en") -> tuple[str, str]:
    """Give a finding and its next step in a language."""
    finding = FINDINGS[code]
    japanese = lang == "ja"
    told = {name: _shown(value, japanese=japanese) for name, value in arguments.items()}
    if not japanese:
        return finding.message.format(**told), finding.next_step.format(**told)
    if code == ERROR and told.get("code") in CODES:
        return _explained(**told)
    return finding.message_ja.format(**told), finding.next_step_ja.format(**told)


def _explained(*, message: str, next_step: str, code: str) -> tuple[str, str]:
    """Say what a code of Zoho means; the error's own words, in English, name the particulars."""
    meaning, remedy = explain(code, "ja")
    return f"{meaning}（{message}）", f"{remedy}（{next_step}）" if next_step else remedy


def _shown(value: Argument, *, japanese: bool) -> str:
    if isinstance(value, tuple):
        words = [_WORDS_JA.get(word, word) for word in value] if japanese else value
        return ("、" if japanese else ", ").join(words) or ("なし" if japanese else "nothing")
    return f"{value:,}" if isinstance(value, int) else value
