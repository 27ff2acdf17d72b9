"""What the command line says about reading back, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "read_back.title": "Read back",
    "read_back.asked": "Asked",
    "read_back.confirmed": "Confirmed",
    "read_back.read": "Read back",
    "read_back.verified": "Verified",
    "read_back.planned": "{task}: {records} will be read back after writing (API credits: "
    "{credits}, counted above).",
    "read_back.differs": "{task}.{field}: {records} hold another value than was sent",
    "read_back.example": "{key}: {wrote} → {holds}",
    "read_back.missing": "{task}: {records} not found again: {keys}",
    "read_back.failed": "{task}: what was written could not be read back: {why}",
    "read_back.note": "Zoho took these records and changed the values: by rounding, trimming, a workflow, or "
    "another user. They are no failed rows.",
}

JAPANESE: dict[str, str] = {
    "read_back.title": "読み戻しによる確認",
    "read_back.asked": "送信",
    "read_back.confirmed": "書き込み済み",
    "read_back.read": "読み戻し",
    "read_back.verified": "読み戻しで確認済み",
    "read_back.planned": "{task}：書き込み後に {records}を読み戻して確認します"
    "（API クレジット {credits}、上記に含みます）。",
    "read_back.differs": "{task}.{field}：{records}の値が、送信した値と異なります",
    "read_back.example": "{key}: {wrote} → {holds}",
    "read_back.missing": "{task}：{records}が見つかりません：{keys}",
    "read_back.failed": "{task}：書き込んだ値を読み戻せませんでした：{why}",
    "read_back.note": "Zoho はこれらのレコードを受け付けましたが、値は端数処理、空白の除去、ワークフロー、"
    "またはほかのユーザーによって変わっています。エラー行ではありません。",
}
