#!/usr/bin/env python3
"""Writes the recorded exchanges of the wallet channel: what the wallet answers and tells, signed with
the wallet's key of these tests by the openssl program. Then has channel-check fill in what the channel
sends and makes of it; read the outcomes before you believe them.

    make_fixtures.py [channel-check wallet.so]"""

import json
import pathlib
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parents[2] / "plugins" / "wallet" / "fixtures"
APP = "2026000000000001"
# The ids that channel-check gives to its operations 1 and 2.
FIRST, SECOND = "op_01M7Z1BG98E00AGKMTHRW4KD09", "op_01M7Z1BH8GE008RP956EEDTPF3"
TRADE = "2026112122001400000000001"


def sign(text, key="wallet.pem"):
    command = f"openssl dgst -sha256 -sign {HERE / 'keys' / key} | base64 -w0"
    return subprocess.run(command, shell=True, check=True, input=text.encode(), capture_output=True).stdout.decode()


def reply(method, content, signature=None):
    name = method.replace(".", "_") + "_response"
    text = json.dumps(content, separators=(",", ":"))
    body = f'{{"{name}":{text},"sign":"{signature or sign(text)}"}}'
    return {"reply": {"status": 200, "headers": {"content-type": "text/html;charset=utf-8"}, "body": body}}


def success(order=FIRST, **more):
    return {"code": "10000", "msg": "Success", "out_trade_no": order, "trade_no": TRADE, **more}


def refused(sub_code):
    return {"code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "Refused."}


def write(name, data):
    (FOLDER / f"{name}.json").write_text(json.dumps(data, indent=2) + "\n")


def exchange(name, kind, exchanges, outcome, original=None, **operation):
    asked = {"kind": kind, "amount": 1999, "currency": "CNY", **operation}
    if original is not None:
        asked["original"] = {"kind": "sale", "number": 2, "amount": 1999, "outcome": original}
    write(name, {"operation": asked, "exchanges": exchanges, "outcome": outcome})


def notification(name, verdict, key="wallet.pem", **changes):
    told = {"app_id": APP, "notify_id": "2026112100222203030000000001", "notify_time": "2026-11-21 20:30:05",
            "notify_type": "trade_status_sync", "out_trade_no": FIRST, "subject": "Two coffees",
            "total_amount": "19.99", "trade_no": TRADE, "trade_status": "TRADE_SUCCESS", **changes}
    told["sign"] = sign("&".join(f"{key}={told[key]}" for key in sorted(told)), key)
    told["sign_type"] = "RSA2"
    reading = {"verdict": verdict}
    if verdict == "accepted":
        outcome = {"TRADE_SUCCESS": "approved", "TRADE_CLOSED": "declined"}.get(told["trade_status"])
        report = {"operation_id": FIRST, "outcome": outcome}
        if outcome == "approved":
            report.update(amount=1999, currency="CNY")
        reports = [report] if outcome and "refund_fee" not in told else []
        reading.update(event_id=told["notify_id"], reports=reports)
    write(name, {"notification": {"path": "/v1/notify/tollgate.wallet/check",
                                  "body": urllib.parse.urlencode(told), "time_unix_us": 1795264205000000},
                 "reading": reading})


def settings():
    keys = HERE / "keys"
    write("settings", {
        "gateway_url": "https://wallet.example/gateway.do", "app_id": APP,
        "private_key": (keys / "merchant.pem").read_text(),
        "wallet_public_key": (keys / "wallet_public.pem").read_text(),
        "notify_url": "https://pay.example/v1/notify/tollgate.wallet/check",
        "qr_scheme_id": "example.wallet", "merchant_name": "Tea House", "merchant_city": "Hangzhou",
        "merchant_category_code": "5812"})


def sales():
    scanned = {"metadata": {"wallet_auth_code": "280000000000000001"}}
    pay, precreate = "alipay.trade.pay", "alipay.trade.precreate"
    code = {"code": "10000", "msg": "Success", "out_trade_no": FIRST, "qr_code": "https://qr.wallet.example/w1"}
    exchange("sale_code_shown", "sale", [reply(precreate, code)], {"kind": "pending"},
             metadata={"wallet_presentation": "qr_code"})
    exchange("sale_page", "sale", [], {"kind": "pending"}, metadata={"wallet_presentation": "redirect"})
    paid = success(total_amount="19.99")
    exchange("sale_scanned_paid", "sale", [reply(pay, paid)], {"kind": "approved", "channel_reference": TRADE}, **scanned)
    exchange("sale_scanned_waits", "sale", [reply(pay, {**paid, "code": "10003"})], {"kind": "pending"}, **scanned)
    exchange("sale_scanned_declined", "sale", [reply(pay, refused("ACQ.BUYER_BALANCE_NOT_ENOUGH"))],
             {"kind": "declined", "code": "insufficient_funds"}, **scanned)
    exchange("sale_scanned_busy", "sale", [reply(pay, {"code": "20000", "msg": "Service Currently Unavailable"})],
             {"kind": "unknown"}, **scanned)
    exchange("sale_another_amount", "sale", [reply(pay, {**paid, "total_amount": "19.98"})],
             {"kind": "unknown", "code": "channel_bad_response"}, **scanned)
    exchange("sale_another_order", "sale", [reply(pay, success(SECOND, total_amount="19.99"))],
             {"kind": "unknown"}, **scanned)
    text = json.dumps(paid, separators=(",", ":"))
    exchange("sale_another_key", "sale", [reply(pay, paid, sign(text, "merchant.pem"))],
             {"kind": "unknown", "code": "channel_bad_response"}, **scanned)


def followers():
    unknown, done = {"kind": "unknown"}, {"kind": "approved", "channel_reference": TRADE}
    shown = {"kind": "pending", "data": {"flow": "qr_code", "expires_at_unix_us": "1795265102000000", "shown_0": "000201"}}
    query, cancel, close = "alipay.trade.query", "alipay.trade.cancel", "alipay.trade.close"
    paid = success(SECOND, trade_status="TRADE_SUCCESS", total_amount="19.99")
    missing = refused("ACQ.TRADE_NOT_EXIST")
    exchange("query_paid", "query", [reply(query, paid)], {"kind": "approved"}, unknown)
    exchange("query_not_found", "query", [reply(query, missing)], {"kind": "not_sent", "code": "not_found"}, unknown)
    exchange("query_not_scanned_yet", "query", [reply(query, missing)], {"kind": "pending"}, shown)
    exchange("void_canceled", "void", [reply(cancel, success(SECOND, action="refund", retry_flag="N"))],
             {"kind": "approved"}, unknown)
    exchange("void_closed", "void", [reply(close, success(SECOND))], {"kind": "approved"}, shown)
    exchange("void_paid_meanwhile", "void",
             [reply(close, refused("ACQ.TRADE_STATUS_ERROR")), reply(cancel, success(SECOND, action="refund"))],
             {"kind": "approved"}, shown)
    refund, ask = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"
    exchange("refund_done", "refund", [reply(refund, success(SECOND, fund_change="Y", refund_fee="5.00"))],
             {"kind": "approved"}, done, amount=500)
    known = success(SECOND, out_request_no=FIRST, refund_status="REFUND_SUCCESS", refund_amount="5.00")
    exchange("refund_done_before", "refund",
             [reply(refund, success(SECOND, fund_change="N", refund_fee="5.00")), reply(ask, known)],
             {"kind": "approved"}, done, amount=500, attempt=2)
    exchange("refund_too_much", "refund", [reply(refund, refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"))],
             {"kind": "declined", "code": "invalid_amount"}, done)


BILL = ["#wallet-bill,1,2026000000000001,2026-11-29",
        "trade_no,out_trade_no,kind,out_request_no,time,currency,amount,fee,net",
        "2026112900000000000000000001,op_1,sale,,2026-11-29 09:53:36,CNY,19.99,0.12,19.87",
        "2026112900000000000000000002,op_3,sale,,2026-11-29 09:54:00,CNY,12345.67,74.07,12271.60",
        "2026112900000000000000000001,op_1,refund,op_2,2026-11-29 10:00:00,CNY,-5.00,0.00,-5.00",
        "#total,refund,1,-5.00,0.00,-5.00", "#total,sale,2,12365.66,74.19,12291.47", "#end,3"]


def statements():
    sale = {"line": 3, "kind": "sale", "direction": "credit", "amount": 1999, "currency": "CNY", "fee": 12,
            "operation_id": "op_1", "channel_reference": "2026112900000000000000000001", "booking_date": "2026-11-29"}
    refund = {"line": 5, "kind": "refund", "direction": "debit", "amount": 500, "operation_id": "op_2"}
    other = {"line": 4, "kind": "sale", "amount": 1234567, "fee": 7407, "operation_id": "op_3"}

    def statement(name, lines, reading):
        write(name, {"statement": {"name": "2026-11-29.csv", "lines": lines}, "reading": reading})

    statement("statement_day", BILL, {"entries": [sale, other, refund]})
    wrong = [line.replace("19.99,0.12", "19.98,0.12") for line in BILL]
    statement("statement_wrong_amount", wrong, {"problem": {"line": 3, "field": "net"}})
    foreign = [BILL[0].replace("0001,", "0002,"), *BILL[1:]]
    statement("statement_of_another_app", foreign, {"problem": {"line": 1, "field": "app_id"}})


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    settings()
    sales()
    statements()
    followers()
    notification("notification_paid", "accepted")
    notification("notification_closed", "accepted", trade_status="TRADE_CLOSED")
    notification("notification_refunded", "accepted", refund_fee="19.99", trade_status="TRADE_CLOSED")
    notification("notification_of_another_key", "refused", key="merchant.pem")
    notification("notification_of_another_app", "refused", app_id="2026000000000002")
    if sys.argv[1:]:
        subprocess.run([*sys.argv[1:], "--fixtures", FOLDER, "--record"], check=True)


if __name__ == "__main__":
    main()
