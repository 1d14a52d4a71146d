#!/usr/bin/env python3
"""The crash campaign's second acquirer: HTTP and JSON, kept alive, for channels that can be asked
or that nothing is safe with. It has no idea of repeats: what it is sent twice it does twice.

    bank.py --port-file FILE --journal FILE

    POST /operations       {"operation_id", "kind", "amount", "original"}; kind as in sandbox/acquirer
                           answered {"result": "approved" or "declined", "reference"}
    GET /operations/{id}   the same answer again, or 404 when it was never done

The last but two digits of the amount say what happens, as sandbox/acquirer/script.py has it: 90CCxx
is declined, 91FFxx has the fault FF. The journal has that acquirer's form and is flushed before the
answer leaves.
"""

import argparse
import asyncio
import json
import os
import time

EFFECTS = {"authorize": "authorized", "sale": "captured", "capture": "captured",
           "refund": "refunded", "reverse": "reversed", "payout": "paid_out"}
FAULTS = {1: "silent", 2: "silent_before", 3: "late", 4: "garbage", 5: "drop_after",
          6: "drop_before", 8: "slow"}
BEFORE_EFFECT = ("silent_before", "drop_before")
LATE_S, SLOW_S = 3.0, 0.3
HEAD_END = b"\r\n\r\n"


class Books:
    def __init__(self, path):
        self._file = open(path, "a", encoding="ascii")
        self.answers = {}  # operation id -> answer
        self._count = 0

    def perform(self, order):
        """Does it, again if need be, writes it down, and gives the answer."""
        self._count += 1
        declined = 9000 <= order["amount"] // 100 <= 9099
        effect = "none" if declined else EFFECTS[order["kind"]]
        original = order.get("original")
        line = {"effect": effect, "kind": order["kind"], "operation_id": order["operation_id"],
                "key": f"bank|{self._count}", "original_key": None, "duplicate": False,
                "amount": 0 if declined else order["amount"], "at": round(time.time(), 6)}
        if original in self.answers:
            line["original_key"] = self.answers[original]["reference"]
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._file.flush()
        answer = {"result": "declined" if declined else "approved", "reference": line["key"]}
        self.answers[order["operation_id"]] = answer
        return answer


class Connection(asyncio.Protocol):
    def __init__(self, books):
        self._books = books
        self._received = b""
        self._transport = None

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._received += data
        while (head_end := self._received.find(HEAD_END)) >= 0:
            head = self._received[:head_end].decode("latin-1")
            sizes = [line[15:] for line in head.lower().split("\r\n")
                     if line.startswith("content-length:")]
            end = head_end + len(HEAD_END) + (int(sizes[0]) if sizes else 0)
            if len(self._received) < end:
                return
            body, self._received = self._received[head_end + 4 : end], self._received[end:]
            self._take(*head.split(" ", 2)[:2], body)

    def _take(self, method, path, body):
        if method == "GET":
            answer = self._books.answers.get(path.removeprefix("/operations/"))
            self._answer("200 OK" if answer else "404 Not Found", json.dumps(answer or {}))
            return
        order = json.loads(body)
        group = order["amount"] // 100
        fault = FAULTS.get(group % 100, "") if 9100 <= group <= 9199 else ""
        if fault not in BEFORE_EFFECT:
            answer = json.dumps(self._books.perform(order))
        if fault in ("drop_before", "drop_after"):
            self._transport.abort()
        elif fault == "garbage":
            self._answer("200 OK", "not an answer")
        elif fault in ("late", "slow"):
            asyncio.get_running_loop().call_later(
                LATE_S if fault == "late" else SLOW_S, self._answer, "200 OK", answer)
        elif fault not in ("silent", "silent_before"):
            self._answer("200 OK", answer)

    def _answer(self, status, text):
        if not self._transport.is_closing():
            self._transport.write(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
                                  f"Content-Length: {len(text)}\r\n\r\n{text}".encode())


async def serve(options):
    books = Books(options.journal)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(books), "127.0.0.1", 0, backlog=1024)
    with open(options.port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(options.port_file + ".new", options.port_file)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--journal", required=True)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
