"""What other folders say in English, in Japanese: refusals, next steps, warnings, faults of a definition.

The English stands where it is said; a test finds each of these there. A name in braces stands for any text.
"""

__all__ = ["JAPANESE_OF"]

JAPANESE_OF: dict[str, str] = {
    "This plan was purged.": "この変更プレビューは保存期間を過ぎて削除されました。",
    "The plan was made for organisation {a}; this connection is signed in to {b}.": "変更プレビューは組織 {"
    "a} に対して作成されましたが、この接続は組織 {b} にサインインしています。",
    "Sign in to that organisation, or plan again.": "その組織にサインインするか、変更プレビューを作成し直し"
    "てください。",
    "The job was changed after this plan was made.": "この変更プレビューの作成後にジョブが変更されました。",
    "The plan is {a} days old; the job allows {b} (plan_days in its guards).": "変更プレビューは {a} 日前の"
    "ものです。このジョブの期限は {b} 日です（guards の plan_days）。",
    "Run {a} of this job began after this plan was made.": "この変更プレビューの作成後に、このジョブの実行 "
    "{a} が始まりました。",
    "This plan keeps to the limits of the job; it needs no approval.": "この変更プレビューは安全制限の範囲"
    "内です。承認は不要です。",
    "Execute it with: hakobu run FILE --plan {a}.": "実行するには：hakobu run FILE --plan {a}",
    "This run does not wait for approval; it ended as {a}.": "この実行は承認待ちではありません（状態：{a}）"
    "。",
    "The source of the task {a} gave no row at all: such a run never deletes.": "タスク {a} のソースに行が"
    "ありません。このような実行では何も削除しません。",
    "See why the source is empty; what shall go is deleted by a task of its own.": "ソースが空である理由を"
    "確認してください。削除する場合は、削除専用のタスクを使います。",
    "This plan was executed already; it ended as {a}.": "この変更プレビューは実行済みです（状態：{a}）。",
    "Plan again: hakobu plan FILE.": "変更プレビューを作成し直してください：hakobu plan FILE",
    "This plan goes beyond limits of the job: {a}.": "この変更プレビューは安全制限を超えています：{a}",
    "Let it go on with: hakobu approve {a}.": "承認して実行するには：hakobu approve {a}",
    "A limit of the job stopped this run before it wrote anything.": "安全制限により、書き込みの前に停止し"
    "ました。",
    "This job is running already; nothing was started.": "このジョブはすでに実行中です。何も開始していませ"
    "ん。",
    "Wait for it to end, or stop it, then start again.": "終わるのを待つか停止してから、もう一度開始してく"
    "ださい。",
    "The run was planned for organisation {a}; this connection is signed in to {b}.": "この実行は組織 {a} "
    "に対して計画されましたが、この接続は組織 {b} にサインインしています。",
    "Sign in to the former organisation, or begin anew with --fresh.": "以前の組織にサインインするか、--fre"
    "sh を付けて最初から実行してください。",
    "Stopped by hand; nothing was written.": "手動で停止しました。何も書き込んでいません。",
    "Another process has taken this job over, for this one was silent too long; "
    "it writes no more.": "応答が長く"
    "途絶えたため、別のプロセスがこのジョブを引き継ぎました。このプロセスはもう書き込みません。",
    "Follow the run there; nothing is sent twice.": "実行は引き継いだ側で続きます。二重に送信することはあり"
    "ません。",
    "See hakobu runs.": "hakobu runs で確認してください。",
    "There is no run {a}.": "実行 {a} はありません。",
    "{a} names a record rather than identifying it, and {b} rows would collide: {c}.": "{a} は名称であり、"
    "レコードを特定しません。{b} 件の行が重複します：{c}",
    "Name a key that identifies (match: [Field]), or say match: [{a}] (or --yes) to accept it; collid"
    "ing rows are then listed and not sent.": "レコードを特定できる照合キー（match: [項目]）を指定してくだ"
    "さい。このまま使う場合は match: [{a}] または --yes を指定します。重複する行は一覧に表示し、送信"
    "しません。",
    "This run is not over.": "この実行はまだ終わっていません。",
    "Wait for it to end, or stop it.": "終わるのを待つか、停止してください。",
    "This plan was never executed; there is nothing to undo.": "この変更プレビューは実行されていません。元"
    "に戻す内容はありません。",
    "The former values of this run were purged; it cannot be undone any more.": "この実行の以前の値は保存期"
    "間を過ぎて削除されたため、元に戻せません。",
    "Values are kept for HAKOBU_KEEP_DAYS days (30); set it higher for runs to come.": "値の保存日数は HAKO"
    "BU_KEEP_DAYS（既定 30 日）で変更できます。",
    "This run was undone already.": "この実行はすでに元に戻しました。",
    "This run wrote no record {a}, or it was taken back already.": "この実行はレコード {a} を書き込んでいな"
    "いか、すでに元に戻しました。",
    "See which runs wrote it: hakobu explain MODULE ID.": "書き込んだ実行を確認するには：hakobu explain MOD"
    "ULE ID",
    "Run {a} wrote to the same records afterwards.": "その後、実行 {a} が同じレコードに書き込みました。",
    "Undo that one first: hakobu undo {a}.": "先にそちらを元に戻してください：hakobu undo {a}",
    "It is not known yet what became of a write about this person.": "この個人に関する書き込みの結果が、ま"
    "だ確認できていません。",
    "Run the job again, which settles it; then forget.": "ジョブをもう一度実行して結果を確認してから、消去"
    "してください。",
    "The scope matches nothing: no record of {a} has {b} {c}.": "scope に合うレコードがありません：{a} に、"
    "{b} が {c} のレコードはありません。",
    "Correct the scope; nothing was written.": "scope を修正してください。何も書き込んでいません。",
    "The record {a} of {b} was deleted in Zoho.": "{b} のレコード {a} は Zoho で削除されています。",
    "Restore it in Zoho's recycle bin, or say if_deleted: recreate or forget.": "Zoho のごみ箱から復元する"
    "か、if_deleted に recreate または forget を指定してください。",
    "Restore them in Zoho's recycle bin, or say if_deleted: recreate or forget.": "Zoho のごみ箱から復元す"
    "るか、if_deleted に recreate または forget を指定してください。",
    "{a}: the key {b} is empty in {c} of {d} rows ({e} %).": "{a}：照合キー {b} が {d} 行中 {c} 行（{e} %）"
    "で空です。",
    "{a}: Zoho's call for {b} takes no list of triggers; whether rules run there is up to Zoho.": "{a}：{b} "
    "の API では、ワークフローなどの実行を指定できません。実行されるかどうかは Zoho 側の動作によります。",
    "{a}: nothing is deleted, for {b} rows have no key and might be any record: rows {c}{d}.": "{a}：照合キ"
    "ーのない行が {b} 件あり、どのレコードか分からないため、何も削除しません：{c}{d} 行目",
    "{a}: {b} names a record of {c} rather than identifying it; {d} rows would collide.": "{a}：{b} は {c} "
    "の名称であり、レコードを特定しません。{d} 件の行が重複します。",
    "{a}: Zoho does not tell as whom this connection is signed in; every value that we did not write "
    "is taken for a person's.": "{a}：この接続がどのユーザーでサインインしているかを Zoho から取得できませ"
    "ん。自分で書き込んでいない値は、すべて人が入力した値とみなします。",
    "{a}: the account of this connection is listed under integrations; what people edit with it is ov"
    "erwritten.": "{a}：この接続のアカウントが integrations に含まれています。このアカウントで人が編集した"
    "値は上書きされます。",
    "{a}: {b} records with kept values were last changed by the account of this connection; whether a"
    " person used it, or another program did, cannot be told. "
    "Sign in with an account of its own.": "{a}：保留"
    "した {b} 件の最終更新者はこの接続のアカウントです。人による編集か、別のプログラムによる変更かを"
    "区別できません。専用のアカウントでサインインしてください。",
    "The tasks {a} and {b} both write {c} of {d}.": "タスク {a} と {b} が、どちらも {d} の {c} に書き込みま"
    "す。",
    "Say which comes last, with after: [{a}].": "後に実行する方に after: [{a}] を指定してください。",
    "{a} has no field {b}.": "{a} に項目 {b} はありません。",
    "The policy {a} must read {b}, and Zoho does not let it be read: {c}.": "書き込む条件 {a} には {b} の"
    "読み取りが必要ですが、Zoho が読み取りを許可していません：{c}",
    "A share cannot be over 100 %: {a}.": "割合は 100 % までです：{a}",
    "The limit {a} is a number or a share.": "制限 {a} には数または割合を指定してください。",
    "Write a number such as 100, or a share such as 5%.": "100 のような数、または 5% のような割合を指定しま"
    "す。",
    "{a} cannot be {b}.": "{a} に {b} は指定できません。",
    "Let it go on with: hakobu start.": "書き込みを再開するには：hakobu start",
    "Writing to this organisation was stopped by {a} on {b}{c}.": "この組織への書き込みは停止中です（{a}、{"
    "b}{c}）。",
    'Did you mean "{a}"?': "「{a}」 の間違いではありませんか？",
}
