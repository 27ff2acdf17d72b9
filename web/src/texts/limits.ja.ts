import type { limits as english } from "./limits";

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

export const limits: Same<typeof english> = {
  tab: "安全制限",
  sub: "上限を超えると、最初の書き込みの前に停止して承認を求めます。上限はタスクごとに数えます。",
  form: "100 のような件数か、読み取った行に対する 5% のような割合を入力します。空欄の場合は、薄い文字の値が適用されます。",
  job: "このジョブのすべてのタスク",
  none: "制限なし",
  usual: "{{number}} 件、または {{floor}} 件を超えて {{share}}%",
  short: "{{number}} 件 / {{share}}%",
  name: {
    creates: "追加",
    updates: "更新",
    deletes: "削除",
    changes: "書き込みの合計",
    invalid: "未送信（入力エラー）",
  },
  help: {
    creates: "1 つのタスクが追加できるレコードの数です。",
    updates: "1 つのタスクが更新できるレコードの数です。",
    deletes: "1 つのタスクが削除できるレコードの数です。割合は、タスクが把握しているレコードに対するものです。100% で制限なしになります。",
    changes: "追加、更新、削除を合わせたレコードの数です。",
    invalid: "入力エラーで送信されない行の数です。",
  },
  empty: "データソースに行がないとき",
  emptyHelp: "どれを選んでも、行がないことを理由に削除することはありません。",
  emptyOf: { usual: "削除を行うタスクだけ停止する", stop: "どのタスクも停止する", allow: "停止しない" },
  asJobChoice: "ジョブと同じ",
  days: "変更プレビューの有効日数",
  daysHelp: "これより古いものは実行せず、もう一度比較します。",
  first: "先頭の数件で試行",
  firstHelp: "先頭のレコードだけを先に書き込みます。Zoho 側エラーが上限を超えると、そこで停止して承認を求めます。",
  records: "試行する件数",
  rejects: "Zoho 側エラーの上限",
  rejectsHelp: "件数、または 5% のような割合",
  tasks: "タスクごとの制限",
  tasksHelp: "入力した項目だけ、ジョブの制限に代わって適用されます。",
  save: "安全制限を保存",
  saved: "版 {{version}} として保存しました。",
  untouched: "変更はありません。",
};
