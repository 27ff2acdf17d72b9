"""The page on which a person lets an application in."""

import html
from collections.abc import Mapping
from urllib.parse import urlencode

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice Zoho CRM</title>
<meta name="viewport" content="width=device-width">
<style>
body{{font:15px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#171b22}}
li{{font-family:ui-monospace,monospace;font-size:13px}}
a{{display:inline-block;padding:.5rem 1rem;border-radius:6px;margin-right:.5rem;text-decoration:none}}
.yes{{background:#2b5ca8;color:#fff}}.no{{border:1px solid #5d6572;color:#171b22}}</style>
<h1>Practice Zoho CRM</h1>
<p>The application <b>{client}</b> would like to:<br>
アプリケーション <b>{client}</b> が次の操作を求めています：</p>
<ul>{scopes}</ul>
<p>It will be sent back to / 戻り先: <code>{redirect}</code></p>
<p><a class="yes" href="{yes}">Accept / 同意する</a><a class="no" href="{no}">Reject / 拒否する</a></p></html>
"""


def consent_page(values: Mapping[str, str]) -> str:
    """Write the page; its two links are this very address with the answer."""
    scopes = values.get("scope", "").replace(",", " ").split() or ["everything"]
    links = {answer: html.escape("?" + urlencode({**values, "consent": answer})) for answer in ("yes", "no")}
    return _PAGE.format(
        client=html.escape(values.get("client_id", "")),
        scopes="".join(f"<li>{html.escape(each)}</li>" for each in scopes),
        redirect=html.escape(values.get("redirect_uri", "")),
        **links,
    )
