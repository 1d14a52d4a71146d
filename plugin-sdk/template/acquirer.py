#!/usr/bin/env python3
"""A simulated acquirer for my_channel: python3 acquirer.py [--port 9100] [--key secret]

    PUT /operations/ID   {"kind", "amount", "currency", "card" or "original"}
    200                  {"operation", "amount", "currency", "status", "reference" or "reason"}

An operation is done once, however often it is put; the answer is the same each time. The last two
digits of an amount decide: 05 is declined (no_funds), 07 is done and the answer kept back once, so
that the gateway has to ask again. State is in memory; card numbers are not kept.
"""

import argparse
import http.server
import json
import threading

BODY_MAX = 1 << 16


class Books:
    def __init__(self):
        self._lock = threading.Lock()
        self._answers = {}
        self._left = {}  # of a charge: what may still be captured, voided or refunded

    def put(self, operation, order):
        """(the answer, whether it is the first time)"""
        with self._lock:
            if operation in self._answers:
                return self._answers[operation], False
            answer = {"operation": operation, "amount": order["amount"],
                      "currency": order["currency"], **self._decide(operation, order)}
            self._answers[operation] = answer
            return answer, True

    def _decide(self, operation, order):
        if order["amount"] % 100 == 5:
            return {"status": "declined", "reason": "no_funds"}
        if order["kind"] in ("authorize", "sale"):
            self._left[operation] = order["amount"]
        elif order["original"] not in self._left:
            return {"status": "declined", "reason": "no_such_operation"}
        elif order["kind"] == "void":
            self._left[order["original"]] = 0
        elif order["amount"] > self._left[order["original"]]:
            return {"status": "declined", "reason": "too_much"}
        elif order["kind"] == "capture":  # a refund names it from now on
            self._left[order["original"]] -= order["amount"]
            self._left[operation] = order["amount"]
        else:
            self._left[order["original"]] -= order["amount"]
        return {"status": "approved", "reference": f"acq_{len(self._answers) + 1}"}


class Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    books, key = Books(), ""

    def do_PUT(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), BODY_MAX))
        if self.headers.get("Authorization") != f"Bearer {self.key}":
            return self._answer(401, {"error": "wrong key"})
        try:
            answer, first = self.books.put(self.path.removeprefix("/operations/"), json.loads(body))
        except (ValueError, KeyError, TypeError) as problem:
            return self._answer(400, {"error": repr(problem)})
        if first and answer["amount"] % 100 == 7:
            self.close_connection = True
            return None
        return self._answer(200, answer)

    def _answer(self, status, answer):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--key", default="secret", help="what Authorization: Bearer must carry")
    options = parser.parse_args()
    Door.key = options.key
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Door)
    print(f"the acquirer answers on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
