"""A merchant's client for many requests at once: kept connections to one or several nodes, in one
event loop. Writes the journal of tests/crash/shop.py."""

import asyncio
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "crash"))
from cards import GOOD, YEAR, card_number  # noqa: E402  (the path comes first)
from read_evidence import take_journal_line  # noqa: E402
from shop import TRY_AGAIN, Journal, parse  # noqa: E402
from split_evidence import json_lines  # noqa: E402
from wire import Lost, Pool, Signer  # noqa: E402

REQUEST_TIMEOUT_S = 40  # the gateway answers 503 after 30
PATIENCE_S = 120  # for a final answer, all attempts together


class Node:
    """One gateway: the connections to it, and how requests to it are signed."""

    def __init__(self, url, key_id, secret, clock):
        self._pool = Pool(url, REQUEST_TIMEOUT_S)
        self._signer = Signer(self._pool.authority, key_id, secret, clock)

    async def exchange(self, method, path, payload, key):
        """One attempt: (status, text). Raises Lost."""
        status, answer = await self._pool.exchange(
            self._signer.request(method, path, payload, key))
        return status, answer.decode("utf-8", "backslashreplace")

    def close(self):
        self._pool.close()


class Merchant:
    """One merchant at all nodes. ask() never gives up before PATIENCE_S."""

    def __init__(self, urls, shop, journal, clock=time.time):
        secret = pathlib.Path(shop["secret_file"]).read_text(encoding="ascii").strip()
        self.id = shop["merchant"]
        self.nodes = [Node(url, shop["key_id"], secret, clock) for url in urls]
        self._journal = journal

    async def ask_once(self, method, path, body, key, node=0):
        """(status, text); (0, "") when the answer did not come."""
        text = None if body is None else json.dumps(body)
        who = {"merchant": self.id, "key": key}
        self._journal.write("send", **who, method=method, path=path, body=text)
        try:
            status, answer = await self.nodes[node].exchange(
                method, path, (text or "").encode(), key if method == "POST" else "")
        except Lost as lost:
            self._journal.write("lose", **who, why=str(lost))
            return 0, ""
        self._journal.write("receive", **who, status=status, body=answer)
        return status, answer

    async def ask(self, method, path, body, key, node=0, retry_s=0.05):
        """(status, text) of the final answer; (0, "") when there was none."""
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            status, answer = await self.ask_once(method, path, body, key, node)
            if status and (status < 400 or parse(answer).get("code") not in TRY_AGAIN):
                return status, answer
            await asyncio.sleep(retry_s)
        self._journal.write("give_up", **{"merchant": self.id, "key": key})
        return 0, ""

    async def card_token(self, rng, key, start=GOOD, node=0):
        number = card_number(rng, start)
        self._journal.write("card", number=number)
        card = {"number": number, "expiry_month": 12, "expiry_year": YEAR, "cvc": "123"}
        status, answer = await self.ask("POST", "/v1/card_tokens", {"card": card}, key, node)
        return parse(answer)["id"] if status == 201 else None

    def close(self):
        for node in self.nodes:
            node.close()
        self._journal.close()


async def take_up(url, shop, path):
    """Asks every request of a journal that has no final answer yet, until it has."""
    requests, merchant = {}, Merchant([url], shop, Journal(path))
    for _, line in json_lines(path):
        if line["did"] in ("send", "receive"):
            take_journal_line(requests, line)
    await asyncio.gather(*[
        merchant.ask(request.method, request.path, request.body and json.loads(request.body),
                     request.key) for request in requests.values() if not request.final_answers])
    merchant.close()


def payment_body(rng, key, token, capture="automatic", amount=None):
    return {"amount": amount or rng.randrange(100, 90000), "currency": "EUR",
            "payment_method": token, "capture_method": capture, "description": key}
