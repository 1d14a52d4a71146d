"""The pages of a payer: where a code or an address leads, and a list of what waits."""

import html

import desk

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Wallet (simulated)</title>
<style>body{{font:16px sans-serif;max-width:32em;margin:3em auto}}button{{font:inherit;padding:.5em 2em}}</style>
</head><body><h1>Wallet <small>(simulated)</small></h1>{}</body></html>"""


def frame(body):
    return FRAME.format(body)


def cashier(trade, token):
    buttons = (f'<form method="post" action="/pay/{token}"><button name="act" value="pay">Pay</button> '
               '<button name="act" value="decline">Decline</button></form>')
    return frame(f"<p>{html.escape(trade.subject)}</p><p><b>{desk.yuan(trade.amount)} CNY</b></p>"
                 f"<p>{html.escape(trade.order)}: {trade.status}</p>{buttons if trade.status == 'WAIT_BUYER_PAY' else ''}")


def payer(waiting):
    rows = "".join(f'<li><a href="/pay/{token}">{html.escape(trade.order)}</a> {desk.yuan(trade.amount)} CNY</li>'
                   for token, trade in waiting)
    return frame('<form method="post" action="/payer"><p>The text of a code:<br><textarea name="code" rows="4" '
                 f'cols="50"></textarea></p><button>Scan</button></form><p>Waiting for a payer:</p><ul>{rows}</ul>')


def address_in(text):
    """Where a scanned code leads: an EMVCo payload's own text, or the text itself."""
    at, elements = 0, {}
    if not text.startswith("000201"):
        return text
    while at + 4 <= len(text):
        size = int(text[at + 2:at + 4])
        elements[text[at:at + 2]] = text[at + 4:at + 4 + size]
        at += 4 + size
    account = elements.get("26", "")
    scheme = int(account[2:4])
    return account[4 + scheme + 4:]
