"""A merchant's client for many requests at once: kept connections to one or several nodes, in one
event loop. Signs as sandbox/demo/client.py does and writes the journal of tests/crash/shop.py."""

import asyncio
import json
import pathlib
import sys
import time
import urllib.parse

CRASH = pathlib.Path(__file__).resolve().parent.parent / "crash"
sys.path.insert(0, str(CRASH))
from cards import GOOD, YEAR, card_number  # noqa: E402  (the path comes first)
from read_evidence import read_client_journals  # noqa: E402
from shop import TRY_AGAIN, Client, Journal, parse  # noqa: E402

REQUEST_TIMEOUT_S = 40  # the gateway answers 503 after 30
PATIENCE_S = 120  # for a final answer, all attempts together
HEAD_MAX = 16384


class Node:
    """One gateway: its idle connections, and how requests to it are signed."""

    def __init__(self, url, key_id, secret, clock=time.time):
        self._signer = Client(url, key_id, secret, clock)
        parts = urllib.parse.urlsplit(url)
        self._address, self._authority = (parts.hostname, parts.port), parts.netloc
        self._idle = []

    async def exchange(self, method, path, payload, key):
        """One attempt; OSError when no whole answer came."""
        headers = {"Content-Type": "application/json"} if payload else {}
        if key:
            headers["Idempotency-Key"] = key
        headers.update(self._signer._sign(method, path, payload, headers))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._authority}",
                 f"Content-Length: {len(payload)}",
                 *[f"{name}: {value}" for name, value in headers.items()], "", ""]
        streams = self._idle.pop() if self._idle else await asyncio.open_connection(*self._address)
        reader, writer = streams
        try:
            writer.write("\r\n".join(lines).encode() + payload)
            status, body = await asyncio.wait_for(read_answer(reader), REQUEST_TIMEOUT_S)
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError) as error:
            writer.transport.abort()
            raise ConnectionError(f"no whole answer: {error!r}") from error
        except BaseException:
            writer.transport.abort()
            raise
        self._idle.append(streams)
        return status, body

    def close(self):
        for _, writer in self._idle:
            writer.close()


async def read_answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    if len(head) > HEAD_MAX:
        raise ValueError("the head is too long")
    lines = head.split(b"\r\n")
    status = int(lines[0].split(b" ")[1])
    size = 0
    for line in lines[1:]:
        if line[:15].lower() == b"content-length:":
            size = int(line[15:])
    return status, (await reader.readexactly(size)).decode()


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
                method, path, (text or "").encode(), key if method == "POST" else None)
        except OSError as error:
            self._journal.write("lose", **who, why=type(error).__name__)
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


async def take_up(url, shop, path):
    """Asks every request of a journal that has no final answer yet, until it has."""
    (requests, _), merchant = read_client_journals([path]), Merchant([url], shop, Journal(path))
    await asyncio.gather(*[
        merchant.ask(request.method, request.path, request.body and json.loads(request.body),
                     request.key) for request in requests if not request.final_answers])
    merchant.close()


def payment_body(rng, key, token, capture="automatic", amount=None):
    return {"amount": amount or rng.randrange(100, 90000), "currency": "EUR",
            "payment_method": token, "capture_method": capture, "description": key}
