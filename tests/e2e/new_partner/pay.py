"""Payments through a channel made from the template, against the template's simulated acquirer."""

import argparse
import pathlib
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox/demo"))
from client import Client  # noqa: E402

CARD = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2035}


class Shop:
    def __init__(self, url, bearer):
        self._client, self._bearer = Client(url, "", ""), bearer

    def call(self, method, path, body=None):
        key = str(uuid.uuid4()) if method == "POST" else None
        status, _, answer = self._client.request(method, path, body, key, bearer=self._bearer)
        return status, answer

    def pay(self, token, amount, **more):
        body = {"amount": amount, "currency": "GBP", "payment_method": token, **more}
        return self.call("POST", "/v1/payments", body)


def expect(holds, what, seen):
    if not holds:
        sys.exit(f"FAIL  {what}: {seen}")
    print(f"ok    {what}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--bearer", required=True)
    parser.add_argument("--account", default="acme_bank_main", help="the channel account that pays")
    options = parser.parse_args()
    shop = Shop(options.url, options.bearer)
    token = shop.call("POST", "/v1/card_tokens", {"card": CARD})[1]["id"]

    status, paid = shop.pay(token, 1999)
    expect((status, paid["status"], paid["channel_account"]) == (201, "succeeded", options.account),
           "a sale is approved by the new channel", paid)
    status, refund = shop.call("POST", "/v1/refunds", {"payment_id": paid["id"], "amount": 500})
    expect((status, refund["status"]) == (201, "succeeded"), "a part of it is refunded", refund)
    status, declined = shop.pay(token, 1905)
    expect((status, declined.get("code")) == (402, "insufficient_funds"), "a sale is declined", declined)

    status, held = shop.pay(token, 3000, capture_method="manual")
    expect((status, held["status"]) == (201, "requires_capture"), "an amount is held", held)
    status, captured = shop.call("POST", f"/v1/payments/{held['id']}/capture", {"amount": 3000})
    expect((status, captured["status"]) == (200, "succeeded"), "and captured", captured)
    status, held = shop.pay(token, 3000, capture_method="manual")
    status, canceled = shop.call("POST", f"/v1/payments/{held['id']}/cancel", {})
    expect((status, canceled["status"]) == (200, "canceled"), "another one is let go", canceled)

    status, unknown = shop.pay(token, 1907)
    expect(status in (201, 202) and unknown["status"] in ("processing", "succeeded"),
           "an answer that did not come is no decline", unknown)
    end = time.monotonic() + 60
    while (now := shop.call("GET", f"/v1/payments/{unknown['id']}")[1])["status"] == "processing":
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    expect(now["status"] == "succeeded", "and is found out by asking again", now)


if __name__ == "__main__":
    main()
