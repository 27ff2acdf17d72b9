"""What is said in English about comments, filters, limits and definition files, in Japanese."""

__all__ = ["JAPANESE_OF"]

JAPANESE_OF: dict[str, str] = {
    "Ask an administrator.": "管理者に依頼してください。",
    "Keep it for yourself.": "自分用に保存してください。",
    "Nobody keeps more than {a} filters.": "保存できる絞り込みは、1 人 {a} 件までです。",
    "Only an editor shares a filter.": "絞り込みを全員に表示できるのは、編集者だけです。",
    "Somebody else wrote this.": "ほかの人が作成したものです。",
    "There is no such comment.": "このコメントはありません。",
    "There is no such filter.": "この絞り込みはありません。",
    "Settings, Security says so, or HAKOBU_INSTALLS of whoever runs this server.": "［設定］の［セキュリティ］、またはサーバーの HAKOBU_INSTALLS で禁止されています。",
    "Only an administrator changes calendars and alert channels: {a}.": "営業日カレンダーとアラートのチャネルを変更できるのは、管理者だけです：{a}",
    "Take them out of the file, or ask an administrator.": "ファイルから除くか、管理者に依頼してください。",
    "A calendar has no key {a}.": "カレンダーに {a} というキーはありません。",
    "Labels are a list of short texts.": "ラベルは短い文字列の一覧です。",
    "Labels are those of connections or jobs.": "ラベルを付けられるのは、接続とジョブです。",
    "Set it for this one time, or write another.": "今回だけ設定するか、別の値を書いてください。",
    "There is nothing called {a}.": "{a} はありません。",
    "This is no alert channel.": "アラートのチャネルとして読み取れません。",
    "This is no calendar.": "カレンダーとして読み取れません。",
    "Write [sales].": "[sales] のように書いてください。",
    "Write {country: JP, weekend: [5, 6], closed: ['2026-12-29'], open: []}": "{country: JP, weekend: [5, 6], closed: ['2026-12-29'], open: []} のように書いてください。",
    "Write {kind: slack, settings: {}, secret: '${HAKOBU_SECRET_…}'}": "{kind: slack, settings: {}, secret: '${HAKOBU_SECRET_…}'} のように書いてください。",
}
