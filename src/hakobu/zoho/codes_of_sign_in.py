"""Codes of signing in and of the way to Zoho: (code, kind, meaning, remedy, and both in Japanese).

Those in small letters that Zoho's accounts server does not use are our own.
"""

from __future__ import annotations

from hakobu.errors import Kind

__all__ = ["SIGN_INS"]

Row = tuple[str, Kind, str, str, str, str]

SIGN_INS: tuple[Row, ...] = (
    (
        "invalid_code",
        Kind.SETUP,
        "Zoho does not know the refresh token or code, or the account lives in another data centre.",
        "Choose the region in whose data centre the account lives, or sign in again.",
        "リフレッシュトークンまたはコードが無効か、アカウントが別のデータセンターにあります。",
        "アカウントのあるデータセンターをリージョンで選択するか、再認証してください。",
    ),
    (
        "invalid_client",
        Kind.SETUP,
        "Zoho does not know the client ID in this data centre.",
        "Compare the client ID with Zoho's API console, and the region with the account's.",
        "このデータセンターには、指定のクライアント ID が登録されていません。",
        "クライアント ID を Zoho の API コンソールと照合し、リージョンを確認してください。",
    ),
    (
        "invalid_client_secret",
        Kind.SETUP,
        "The client secret is wrong for this data centre.",
        "Copy it from Zoho's API console; each data centre may have its own.",
        "クライアントシークレットが正しくありません。",
        "Zoho の API コンソールからコピーしてください。データセンターごとに異なる場合があります。",
    ),
    (
        "invalid_redirect_uri",
        Kind.SETUP,
        "The redirect address is not the one that the client was registered with.",
        "Compare it with Zoho's API console.",
        "リダイレクト先のアドレスが、登録されたものと異なります。",
        "Zoho の API コンソールの設定と照合してください。",
    ),
    (
        "missing_org_info",
        Kind.SETUP,
        "Client credentials need the organisation.",
        "Set soid to the organisation's ID.",
        "クライアント認証情報を使う場合は、組織の指定が必要です。",
        "soid に組織の ID を設定してください。",
    ),
    (
        "access_denied",
        Kind.SETUP,
        "The person did not agree to the sign-in.",
        "Sign in again and agree.",
        "サインインが許可されませんでした。",
        "もう一度サインインして、アクセスを許可してください。",
    ),
    (
        "no_grant",
        Kind.SETUP,
        "There is neither a refresh token nor a code to sign in with.",
        "Sign in with Zoho, or paste a self client's code.",
        "サインインに使うリフレッシュトークンまたはコードがありません。",
        "Zoho でサインインするか、Self Client のコードを貼り付けてください。",
    ),
    (
        "code_lost",
        Kind.SETUP,
        "No answer came when the code was exchanged, so it may be used up.",
        "Make a new code and sign in again.",
        "コードの交換中に応答がなかったため、コードが使用済みの可能性があります。",
        "新しいコードを発行して、再認証してください。",
    ),
    (
        "other_sign_in",
        Kind.SETUP,
        "The answer belongs to another sign-in.",
        "Sign in again from this page.",
        "応答が別のサインインのものです。",
        "このページから、もう一度サインインしてください。",
    ),
    (
        "foreign_host",
        Kind.SETUP,
        "An answer names a host that is none of Zoho's; it was sent neither token nor secret.",
        "If the host is right, name it in the connection's settings.",
        "応答に Zoho 以外のホストが指定されていました。トークンやシークレットは送信していません。",
        "正しいホストであれば、接続の設定で指定してください。",
    ),
    (
        "no_token",
        Kind.SETUP,
        "The accounts server answered with something that is no token.",
        "Check the region, the accounts server and the proxy.",
        "アカウントサーバーの応答にトークンがありません。",
        "リージョン、アカウントサーバー、プロキシの設定を確認してください。",
    ),
    (
        "too_many_tokens",
        Kind.WAIT,
        "Zoho gives at most 10 access tokens in 10 minutes to one sign-in, and they are used up.",
        "Wait 10 minutes, and share one connection rather than signing in anew.",
        "アクセストークンの発行回数が上限（10 分間に 10 回）に達しました。",
        "10 分ほど待ってから、もう一度実行してください。",
    ),
    (
        "unreachable",
        Kind.WAIT,
        "The server could not be reached.",
        "Check the network, the proxy and the address.",
        "サーバーに接続できません。",
        "ネットワーク、プロキシ、アドレスを確認してください。",
    ),
    (
        "untrusted",
        Kind.SETUP,
        "The server, or a proxy in its place, showed a certificate that is not trusted; nothing was sent.",
        "Set ca_file (Certificate) to a file with the certificate of its authority.",
        "サーバー（または間に入るプロキシ）の証明書を信頼できません。何も送信していません。",
        "ca_file（証明書）に、その認証局の証明書のファイルを設定してください。",
    ),
    (
        "not_allowed",
        Kind.SETUP,
        "The server's settings, or its system, do not allow a connection to this address.",
        "Name another host, or ask an administrator.",
        "サーバーの設定またはシステムにより、このアドレスには接続できません。",
        "別のホストを指定するか、管理者に確認してください。",
    ),
    (
        "proxy_sign_in",
        Kind.SETUP,
        "The proxy wants a user and a password.",
        "Write it as http://user:password@host:port.",
        "プロキシの認証が必要です。",
        "http://ユーザー:パスワード@ホスト:ポート の形式で入力してください。",
    ),
    (
        "lost",
        Kind.WAIT,
        "The connection broke before the answer came, several times.",
        "Check the network and Zoho's status page, then try again.",
        "応答の前に、接続が繰り返し切断されました。",
        "ネットワークと Zoho の稼働状況を確認してから、もう一度実行してください。",
    ),
    (
        "unavailable",
        Kind.WAIT,
        "Zoho's server keeps failing.",
        "Look at Zoho's status page and try again later.",
        "Zoho のサーバーでエラーが続いています。",
        "Zoho の稼働状況を確認し、しばらく待ってから実行してください。",
    ),
    (
        "unknown_outcome",
        Kind.UNKNOWN,
        "A write was sent and no answer came that tells each record's fate.",
        "Look the records up before anything is sent again.",
        "書き込みを送信しましたが、結果を確認できませんでした。",
        "再送信する前に、CRM でレコードの状態を確認してください。",
    ),
)
"""Source: zoho.com/accounts/protocol/oauth (errors of the token endpoint)."""
