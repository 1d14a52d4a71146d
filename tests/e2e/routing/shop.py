"""Payments from several threads at a steady pace, each written to payments.jsonl with its answer."""

import concurrent.futures
import json
import pathlib
import secrets
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox" / "demo"))
from client import Client  # noqa: E402  (the path comes first)

THREADS = 8
AMOUNT = 1999


class Shop:
    def __init__(self, url, key, secret_file, state, control_port):
        self.url = url
        self._client = Client(url, key, pathlib.Path(secret_file).read_text().strip())
        self._journal = pathlib.Path(state) / "payments.jsonl"
        self._control = f"http://127.0.0.1:{control_port}"
        self._token = None

    def get(self, path):
        status, _, body = self._client.request("GET", path)
        assert status == 200, f"GET {path}: {status} {body}"
        return body

    def _card(self):
        card = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2035}
        status, _, body = self._client.request("POST", "/v1/card_tokens", {"card": card})
        assert status == 201, f"no card token: {status} {body}"
        return body["id"]

    def pay(self):
        """One payment: (status, the payment it became)."""
        key = f"pay-{secrets.token_hex(8)}"
        body = {"amount": AMOUNT, "currency": "EUR", "payment_method": self._token}
        status, _, answer = self._client.request("POST", "/v1/payments", body, key)
        payment = answer["payment_id"] if "payment_id" in answer else answer["id"]
        with self._journal.open("a") as journal:
            journal.write(json.dumps({"payment": payment, "status": status}) + "\n")
        return status, self.get(f"/v1/payments/{payment}")

    def pay_many(self, done, most=2000, pace_s=0.02):
        """Pays until `done(results)`, at most `most` times; gives what became of each."""
        self._token = self._token or self._card()
        results, waiting, asked = [], set(), 0
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            while asked < most:
                finished = {task for task in waiting if task.done()}
                results += [task.result() for task in finished]
                waiting -= finished
                if done(results):
                    break
                if len(waiting) < THREADS:
                    waiting.add(pool.submit(self.pay))
                    asked += 1
                time.sleep(pace_s)
        return results + [task.result() for task in waiting]

    def metric(self, name, **labels):
        """The value of a sample; 0 when it is not there."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=20) as page:
            lines = page.read().decode().splitlines()
        wanted = name + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}"
        return sum(float(line.split()[-1]) for line in lines if line.startswith(wanted + " "))

    def order(self, method, path, body=None):
        """An order to the first acquirer."""
        request = urllib.request.Request(self._control + path, method=method,
                                         data=json.dumps(body).encode() if body else None)
        with urllib.request.urlopen(request, timeout=20):
            pass

    def paid(self):
        """The ids of all payments of the run."""
        return [json.loads(line)["payment"] for line in self._journal.read_text().splitlines()]
