#!/usr/bin/env python3
"""Payments through the real gateway, watched by npm `alipay-sdk`; the code a payer is shown, read by npm
`emvqr` and, as a picture, by `zbarimg`."""

import argparse
import json
import pathlib
import subprocess
import sys
import time
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

PATIENCE_S = 30


class Shop:
    def __init__(self, options):
        self._client = Client(options.url, options.key, pathlib.Path(options.secret).read_text().strip())
        self._wallet = options.wallet

    def call(self, method, path, body=None, expect=200):
        key = str(uuid.uuid4()) if method == "POST" else None
        status, _, answer = self._client.request(method, path, body, key)
        assert status == expect, f"{method} {path} gave {status}, not {expect}: {answer}"
        return answer

    def pay(self, description, **metadata):
        return self.call("POST", "/v1/payments", {"amount": 1999, "currency": "CNY", "payment_method_type": "wallet",
                                                  "description": description, "metadata": metadata}, 201)

    def order(self, payment):
        return self.call("GET", f"/v1/payments/{payment['id']}/operations")["data"][0]["id"]

    def pays(self, payment):
        order = json.dumps({"order": self.order(payment)}).encode()
        with urllib.request.urlopen(self._wallet + "/control/pay", order, timeout=30) as answer:
            assert answer.status == 200
        end = time.monotonic() + PATIENCE_S
        while (now := self.call("GET", f"/v1/payments/{payment['id']}"))["status"] != "succeeded":
            assert time.monotonic() < end, f"never succeeded: {now}"
            time.sleep(0.1)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def code_is_read(options, shop):
    shown = shop.pay("Two teas")
    text = shown["next_action"]["qr_code"]
    read = json.loads(output("node", options.decode, text))
    wanted = {"00": "01", "01": "12", "26.00": "example.wallet", "52": "5999", "53": "156", "54": "19.99",
              "58": "CN", "59": "Sandbox shop", "60": "Hangzhou", "62.05": shop.order(shown)[-25:]}
    found = {tag: read.get(tag, "").split(" (")[0] for tag in wanted}  # "156 (CNY)"
    assert found == wanted, f"emvqr reads {read}"
    assert read["26.01"].startswith("http://127.0.0.1:"), read
    broken = subprocess.run(["node", options.decode, text[:-4] + "0000"], capture_output=True, text=True, timeout=60)
    assert broken.returncode != 0 or "26.01" not in broken.stdout, f"emvqr looks at no checksum: {broken.stdout}"
    output("qrencode", "-o", options.picture, "-s", "4", text)
    seen = output("zbarimg", "--quiet", "--raw", options.picture)
    assert seen == text, f"zbarimg sees {seen}, not {text}"
    shop.pays(shown)
    print("emvqr and zbarimg read the code that was paid")


def signatures_hold(options, shop):
    paid = shop.pay("Tea & cake = 100 % 茶 + 1", wallet_auth_code="280000000000000001")
    refund = shop.call("POST", "/v1/refunds", {"payment_id": paid["id"], "amount": 500}, 201)
    assert refund["status"] == "succeeded", refund
    shown = shop.pay("Never paid")
    assert shop.call("POST", f"/v1/payments/{shown['id']}/cancel", {})["status"] == "canceled"
    page = shop.pay("茶", wallet_presentation="redirect")
    with urllib.request.urlopen(page["next_action"]["url"], timeout=30) as answer:
        assert answer.status == 200
    shop.pays(page)
    synced = shop.pay("Asked about")
    shop.call("POST", f"/v1/payments/{synced['id']}/sync", {})
    lines = [json.loads(line) for line in pathlib.Path(options.witness).read_text().splitlines()]
    wrong = [line for line in lines if not line["holds"]]
    assert not wrong, f"signatures that alipay-sdk reckons otherwise: {wrong}"
    seen = {(line["from"], line["method"]) for line in lines}
    asked = {"alipay.trade." + name for name in ("pay", "precreate", "page.pay", "query", "close", "cancel", "refund")}
    missing = {("gateway", method) for method in asked} | {("wallet", "trade_status_sync")}
    missing |= {("answer", method) for method in asked - {"alipay.trade.page.pay"}}
    assert missing <= seen, f"never seen: {missing - seen}"
    print(f"alipay-sdk verified {len(lines)} signatures of {len(seen)} kinds")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key", "secret", "wallet", "witness", "decode", "picture"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    shop = Shop(options)
    code_is_read(options, shop)
    signatures_hold(options, shop)


if __name__ == "__main__":
    main()
