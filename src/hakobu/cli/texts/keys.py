"""What the command line says about match keys, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.keys": "List the fields by which a task may find the records of a module, and why.",
    "help.keys.module": "API name of the module.",
    "help.keys.all": "Also every other field, by which Hakobu itself would match.",
    "keys.title": "Match keys of {module} ({label})",
    "keys.column.kind": "Kind",
    "keys.column.why": "Why",
    "keys.no": "no",
    "key.pair": "the two records that it ties",
    "key.id": "ID",
    "key.external user": "External ID (user)",
    "key.external org": "External ID (organisation)",
    "key.unique": "custom (unique)",
    "key.system": "system-defined duplicate-check field",
    "key.own": "by Hakobu's own matching",
    "keys.why.pair": "Both together identify a tie: where both are mapped, no match is needed.",
    "keys.why.id": "An ID only finds existing records: for an upsert choose update or External ID.",
    "keys.why.external user": "Zoho keeps the values unique for the user of the sign-in.",
    "keys.why.external org": "Zoho keeps the values unique in the whole organisation.",
    "keys.why.unique": "Zoho refuses a second record with the same value.",
    "keys.why.system": "Zoho's upsert looks here when no other key is named.",
    "keys.why.own": "Hakobu looks the values up; several matches are listed, never guessed.",
    "keys.why.naming": "It names a record rather than identifying it: two may share the value.",
    "keys.insert": "An insert looks for nothing; a unique value that exists already is refused by Zoho.",
    "keys.undocumented": "Zoho's documentation leaves open by which field an upsert of {module} finds a "
    "record: name a key with match, and Hakobu looks it up itself.",
    "keys.no_upsert": "Zoho has no upsert for {module}: Hakobu matches, then inserts or updates.",
    "keys.own": "{n} other fields can be keys by Hakobu's own matching; --all lists them.",
}

JAPANESE: dict[str, str] = {
    "help.keys": "モジュールのレコードを照合できる項目を、理由とともに一覧表示します。",
    "help.keys.module": "モジュールの API 名。",
    "help.keys.all": "Hakobu が独自に照合できるほかの項目も表示します。",
    "keys.title": "{module}（{label}）の照合キー",
    "keys.column.kind": "種類",
    "keys.column.why": "理由",
    "keys.no": "不可",
    "key.pair": "結び付ける 2 つのレコード",
    "key.id": "ID",
    "key.external user": "外部 ID（ユーザー）",
    "key.external org": "外部 ID（組織）",
    "key.unique": "重複禁止項目（カスタム）",
    "key.system": "システム定義の重複チェック項目",
    "key.own": "Hakobu による照合",
    "keys.why.pair": "両方の組で特定できます。両方をマッピングすれば、match は不要です。",
    "keys.why.id": "ID では既存のレコードしか見つかりません。"
    "追加または更新（Upsert）には、更新（Update）か外部 ID を選んでください。",
    "keys.why.external user": "サインインしたユーザーの中で、値の重複を Zoho が防ぎます。",
    "keys.why.external org": "組織全体で、値の重複を Zoho が防ぎます。",
    "keys.why.unique": "同じ値のレコードが 2 つできることを Zoho が拒否します。",
    "keys.why.system": "ほかのキーを指定しないとき、Zoho の Upsert はこの項目で探します。",
    "keys.why.own": "Hakobu が値を検索します。複数一致は一覧に示し、推測しません。",
    "keys.why.naming": "レコードを特定する項目ではありません。同じ値のレコードがありえます。",
    "keys.insert": "追加（Insert）では照合しません。重複禁止項目の値がすでにあれば Zoho が拒否します。",
    "keys.undocumented": "{module} の Upsert がどの項目でレコードを探すかは、Zoho の資料に記載がありません。"
    "match でキーを指定すると、Hakobu が自分で検索します。",
    "keys.no_upsert": "{module} には Zoho の Upsert がありません。Hakobu が照合し、追加または更新します。",
    "keys.own": "ほかに {n} 項目を、Hakobu による照合でキーにできます（--all で表示）。",
}
