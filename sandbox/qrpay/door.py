"""The wallet's HTTP door: orders and refunds for merchants, /control for tests. See README.md."""

import asyncio
import hashlib
import hmac
import json
import urllib.parse

import ledger as states

BODY_MAX = 64 * 1024
PATIENCE_S = 60
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 409: "Conflict"}


class Refused(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status = status


class Door:
    def __init__(self, ledger, teller, accounts):
        self.port = 0
        self._ledger = ledger
        self._teller = teller
        self._accounts = accounts

    async def serve(self, reader, writer):
        try:
            while True:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
                lines = head.decode("latin-1").split("\r\n")
                method, target = lines[0].split(" ")[:2]
                fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
                fields = {name.lower(): value for name, value in fields.items()}
                size = int(fields.get("content-length", "0"))
                if size > BODY_MAX:
                    return
                body = await reader.readexactly(size)
                status, answer = await self._answer(method, target, fields, body)
                if status is None:
                    return  # taken, and not answered
                text = json.dumps(answer).encode()
                writer.write(f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n"
                             f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
                await writer.drain()
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the peer went away, or was no HTTP client
        finally:
            writer.close()

    async def _answer(self, method, target, fields, body):
        path, _, query = target.partition("?")
        try:
            data = json.loads(body) if body else {}
            if not isinstance(data, dict):
                raise Refused(400, "malformed")
            if path.startswith("/control/"):
                return 200, await self._control(path.removeprefix("/control/"), data)
            account = data.get("account") or dict(urllib.parse.parse_qsl(query)).get("account")
            self._check(account, fields, body or f"{method} {target}".encode())
            return await self._api(method, path, account, data)
        except Refused as error:
            return error.status, {"code": str(error)}
        except (KeyError, ValueError, TypeError):
            return 400, {"code": "malformed"}

    def _check(self, account, fields, text):
        """The request's time is not looked at: a repeat hours later is harmless by its reference."""
        if account not in self._accounts:
            raise Refused(401, "account_unknown")
        stamp, _, mac = fields.get("wallet-signature", "").partition(",v1=")
        expected = hmac.new(self._accounts[account].encode(), stamp.removeprefix("t=").encode() + b"." + text,
                            hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, mac):
            raise Refused(401, "signature_invalid")

    async def _api(self, method, path, account, data):
        parts = path.strip("/").split("/")
        if (method, path) == ("POST", "/orders"):
            return await self._create(account, data)
        if method == "GET" and parts[0] == "orders" and len(parts) == 2:
            order = self._ledger.find(account, parts[1])
            return (404, {"code": "order_not_found"}) if order is None else (200, self._show(order))
        if method == "POST" and parts[0] == "orders" and parts[2:] == ["close"]:
            return 200, self._show(self._ledger.close_order(account, parts[1]))
        if (method, path) == ("POST", "/refunds"):
            order = self._ledger.find(account, data["order_reference"])
            amount = order and self._ledger.refund(order, data["reference"], data["amount"])
            if not amount:
                raise Refused(409, "amount_exceeds_paid")
            return 200, {"refund": "wr_" + data["reference"], "status": "refunded", "amount": amount}
        raise Refused(404, "path_unknown")

    async def _create(self, account, data):
        mode = self._teller.mode
        order, same = self._ledger.create(account, data["reference"], int(data["amount"]), data["currency"],
                                          data["notify_url"], mode.expires_s)
        if not same:
            raise Refused(409, "reference_taken")
        waiting = self._show(order)
        if mode.early and order.status == states.WAITING:
            self._ledger.end(order, states.PAID, order.amount)
            await self._teller.tell_now(order, "order.paid")  # taken before the order is answered
        if mode.answer_lost:
            return None, None
        return 200, waiting

    def _show(self, order):
        return {
            "order": order.name,
            "reference": order.reference,
            "status": order.status,
            "amount": order.amount,
            "currency": order.currency,
            "paid_amount": order.paid_amount,
            "qr_code": "wallet:pay/" + order.name,
            "pay_url": f"http://127.0.0.1:{self.port}/pay/{order.name}",
            "expires_at": order.expires_at,
        }

    async def _control(self, what, data):
        teller = self._teller
        if what == "mode":
            for name, value in data.items():
                if not hasattr(teller.mode, name):
                    raise Refused(400, f"no mode {name}")
                setattr(teller.mode, name, value)
        elif what in ("pay", "fail"):
            order = self._order_of(data)
            status = states.PAID if what == "pay" else states.FAILED
            if not self._ledger.end(order, status, order.amount if what == "pay" else 0):
                raise Refused(409, "order is " + order.status)
            teller.tell(order, "order.paid" if what == "pay" else "order.failed")
        elif what == "tell":
            self._tell(data)
        elif what == "flush":
            teller.flush()
        elif what != "state":
            raise Refused(404, "path_unknown")
        return {**teller.counters, "waiting": teller.waiting(), "orders": len(self._ledger.orders)}

    def _order_of(self, data):
        for account in self._accounts:
            order = self._ledger.find(account, data["reference"])
            if order:
                return order
        raise Refused(404, "order_not_found")

    def _tell(self, data):
        account = data["account"]
        order = self._ledger.find(account, data["reference"])
        message = {
            "account": account,
            "event": data.get("event") or self._teller.event_name(),
            "type": data["type"],
            "reference": data["reference"],
            "order": "wo_" + data["reference"],
        }
        if "amount" in data or order:
            message["amount"] = data.get("amount", order.amount if order else 0)
            message["currency"] = data.get("currency", order.currency if order else "EUR")
        url = data.get("url") or order.notify_url
        body = json.dumps(message).encode()
        for _ in range(data.get("times", 1)):
            self._teller.send(url, body, data.get("secret") or self._accounts[account],
                              once="secret" in data)
