"""The bank's HTTP door: instructions and statements for clients, /control for tests. See README.md."""

import dataclasses
import decimal
import hashlib
import hmac
import http.server
import json
import socket
import threading
import time

import messages
from books import Entry, rate_of

BODY_MAX = 1 << 20


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Unanswered(Exception):
    """The connection ends without a word."""


class Desk:
    """What every request does, one at a time."""

    def __init__(self, books, teller):
        self.books = books
        self.teller = teller
        self.lock = threading.Lock()

    def api(self, method, path, client, body):
        number = next(self.teller.numbers)
        if (method, path) == ("POST", "/payments"):
            return self._instruct(client, body, number)
        if (method, path) == ("POST", "/quotes"):
            return self._quote(client, json.loads(body))
        if (method, path) == ("GET", "/statements/today"):
            return messages.camt053(client, number)
        if method == "GET" and path.startswith("/payments/"):
            found = self.books.instructions.get(path.removeprefix("/payments/"))
            if found is None or found.client != client.name:
                raise Refused(404, "no such instruction")
            return messages.pain002(found, number)
        raise Refused(404, "no such path")

    def _quote(self, client, asked):
        mode = self.teller.mode
        if mode.deaf:
            raise Unanswered
        amount, side = decimal.Decimal(asked["amount"]), asked["side"]
        if side not in ("collect", "pay_out") or amount <= 0:
            raise Refused(400, "a quote is for a side and an amount")
        try:
            rate = rate_of(asked["currency"], mode.rates)
        except KeyError:
            raise Refused(422, json.dumps({"why": "no rate for " + asked["currency"]})) from None
        quote = self.books.quote(client, asked["reference"], side, amount, asked["currency"], rate,
                                 decimal.Decimal(mode.quote_fee), int(time.time()) + mode.quote_s)
        return json.dumps({
            "quote": quote.name, "amount": asked["amount"], "currency": quote.currency,
            "settled": str(quote.settled), "fee": f"{quote.fee:.2f}", "settled_currency": "EUR",
            "rate": str(quote.rate), "expires_at": quote.expires_at}).encode()

    def _instruct(self, client, body, number):
        mode = self.teller.mode
        if mode.deaf:
            raise Unanswered
        try:
            instruction = messages.read_pain001(body, client.name)
        except messages.Unreadable as error:
            raise Refused(400, str(error)) from error
        if client.iban not in (instruction.debtor, instruction.creditor):
            return messages.pain002(instruction, number, "RJCT", "AG01")
        if not self.books.take(instruction):
            return messages.pain002(instruction, number, "RJCT", "AM05")
        side = "collect" if instruction.creditor == client.iban else "pay_out"
        if instruction.contract and not self.books.lock(instruction, side, time.time()):
            self.books.reject(instruction, "NARR")
            return messages.pain002(instruction, number)
        if mode.break_quotes:
            instruction.contract = ""
        if mode.reject:
            self.books.reject(instruction, mode.reject)
        elif mode.status == "ACSC":
            self._settle(instruction)
        else:
            instruction.status = mode.status
        if mode.answer_lost:
            raise Unanswered
        return messages.pain002(instruction, number)

    def _settle(self, instruction):
        mode = self.teller.mode
        entry = self.books.settle(instruction, mode.rates, mode.charges)
        if entry is None:
            raise Refused(409, "it is " + instruction.status)
        self._tell(instruction, entry)

    def _tell(self, instruction, entry):
        client = self.books.clients[instruction.client]
        self.teller.tell(client, messages.camt054(client, entry, next(self.teller.numbers)))

    def control(self, what, data):
        if what == "mode":
            for name, value in data.items():
                if not hasattr(self.teller.mode, name):
                    raise Refused(400, f"no mode {name}")
                setattr(self.teller.mode, name, value)
        elif what == "settle":
            self._settle(self._named(data))
        elif what == "reject":
            instruction = self._named(data)
            self.books.reject(instruction, data["reason"])
            client = self.books.clients[instruction.client]
            if not self.teller.mode.never:
                self.teller.tell(client, messages.pain002(instruction, next(self.teller.numbers)))
        elif what == "return":
            instruction = self._named(data)
            entry = self.books.take_back(instruction, data["reason"])
            if entry is None:
                raise Refused(409, "nothing was booked")
            self._tell(instruction, entry)
        elif what == "advise":
            self._advise(data)
        elif what != "state":
            raise Refused(404, "no such path")
        return {**self.teller.counters, "waiting": self.teller.waiting(),
                "instructions": len(self.books.instructions)}

    def _advise(self, data):
        told = dataclasses.replace(self._named(data), amount=decimal.Decimal(data["amount"]),
                                   currency=data["currency"])
        client = self.books.clients[told.client]
        entry = Entry(0, told, told.amount, told.creditor == client.iban, decimal.Decimal(1))
        body = messages.camt054(client, entry, next(self.teller.numbers))
        self.teller.tell_once(client, body, data.get("secret", client.secret))

    def _named(self, data):
        found = self.books.instructions.get(data.get("reference"))
        if found is None:
            raise Refused(404, "no such instruction")
        return found


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    desk = None  # set by serve()

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer(b"")

    def do_POST(self):
        size = int(self.headers.get("Content-Length", "0"))
        if size > BODY_MAX:
            self.close_connection = True
            return
        self._answer(self.rfile.read(size))

    def _answer(self, body):
        try:
            with self.desk.lock:
                status, kind, text = self._act(body)
        except Unanswered:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        except Refused as error:
            status, kind, text = error.status, "text/plain", str(error).encode()
        except (KeyError, ValueError, TypeError) as error:
            status, kind, text = 400, "text/plain", repr(error).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _act(self, body):
        if self.path.startswith("/control/"):
            answer = self.desk.control(self.path.removeprefix("/control/"), json.loads(body or b"{}"))
            return 200, "application/json", json.dumps(answer).encode()
        client = self._client(body or f"{self.command} {self.path}".encode())
        return 200, "application/xml", self.desk.api(self.command, self.path, client, body)

    def _client(self, text):
        """The request's time is not looked at: a repeat hours later is harmless by its reference."""
        client = self.desk.books.clients.get(self.headers.get("Bank-Client", ""))
        stamp, _, mac = self.headers.get("Bank-Signature", "").partition(",v1=")
        if client is None:
            raise Refused(401, "no such client")
        wanted = hmac.new(client.secret.encode(), stamp.removeprefix("t=").encode() + b"." + text, hashlib.sha256)
        if not hmac.compare_digest(wanted.hexdigest(), mac):
            raise Refused(401, "the signature does not hold")
        return client


def serve(host, port, books, teller):
    handler = type("BankHandler", (Handler,), {"desk": Desk(books, teller)})
    http.server.ThreadingHTTPServer.daemon_threads = True
    return http.server.ThreadingHTTPServer((host, port), handler)
