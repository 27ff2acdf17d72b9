"""What the command line says about the application's server, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.serve.demo": "Come up with the practice Zoho CRM, a sample shop, a job and a first run.",
    "serve.demo": "The practice Zoho CRM is at {url}; the job is shop-to-crm.",
    "help.serve": "Start the application: its pages in the browser, its queue, its API.",
    "help.serve.host": "Address to listen on; any but this machine's own wants a proxy with TLS before it.",
    "help.serve.port": "Port to listen on; 0 takes any free one.",
    "help.serve.browser": "Open the browser.",
    "serve.at": "Hakobu is at {address}",
    "serve.first": "Nobody can sign in yet. Make the administrator here; the link works once:\n{address}",
    "serve.stop": "Stop it with Ctrl-C; what is at work ends in good order and goes on at the next start.",
    "serve.open": "Listening on {host}: everybody who reaches this machine reaches Hakobu. "
    "Put a proxy with TLS before it.",
}

JAPANESE: dict[str, str] = {
    "help.serve.demo": "練習用 Zoho CRM、サンプルの店、ジョブ、最初の実行を用意して起動します。"
    "自分のデータとは別に保存します。",
    "serve.demo": "練習用 Zoho CRM は {url} にあります。ジョブは shop-to-crm です。",
    "help.serve": "アプリケーション（ブラウザーの画面、実行待ち行列、API）を起動します。",
    "help.serve.host": "待ち受けるアドレス。このコンピューター以外に公開する場合は、"
    "TLS を備えたプロキシを前に置いてください。",
    "help.serve.port": "待ち受けるポート。0 では空いているポートを使います。",
    "help.serve.browser": "ブラウザーを開きます。",
    "serve.at": "Hakobu のアドレス：{address}",
    "serve.first": "サインインできる人がまだいません。"
    "一度だけ使えるこのリンクで管理者を作成してください：\n{address}",
    "serve.stop": "Ctrl-C で停止します。実行中の処理は正しく終了し、次の起動時に再開します。",
    "serve.open": "{host} で待ち受けています。"
    "このコンピューターに接続できる人は、だれでも Hakobu を開けます。"
    "TLS を備えたプロキシを前に置いてください。",
}
