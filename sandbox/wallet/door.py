"""The wallet's HTTP door: /gateway.do for merchants, pages for payers, /control for tests."""

import http.server
import json
import time
import traceback
import urllib.parse

import bill
import pages
import rsa2


BODY_MAX = 256 * 1024
GARBAGE = b"<html><body>502 Bad Gateway</body></html>"


class Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wallet = None  # set by wallet.py

    def do_GET(self):  # noqa: N802
        self._serve(b"")

    def do_POST(self):  # noqa: N802
        size = int(self.headers.get("Content-Length", "0"))
        if size > BODY_MAX:
            self.close_connection = True
            return
        self._serve(self.rfile.read(size))

    def log_message(self, *_):
        pass

    def _serve(self, body):
        parts = urllib.parse.urlsplit(self.path)
        try:
            if parts.path == "/gateway.do":
                self._gateway(parts.query, body)
            elif parts.path.startswith("/control/"):
                self._control(parts.path.removeprefix("/control/"), json.loads(body) if body else {})
            else:
                self._page(parts.path, dict(urllib.parse.parse_qsl(body.decode())))
        except (KeyError, ValueError, TypeError) as error:
            traceback.print_exc()  # a caller's mistake, or ours
            self._send(400, json.dumps({"problem": f"{type(error).__name__}: {error}"}))
        except ConnectionError:
            self.close_connection = True  # the caller did not wait

    def _gateway(self, query, body):
        wallet = self.wallet
        parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        parameters.update(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        method = parameters.get("method", "")
        content = json.loads(parameters.get("biz_content") or "{}")
        if self.command == "GET":  # a browser
            wallet.check(parameters)
            with wallet.lock:
                token = wallet.desk.open_page(parameters["app_id"], content, parameters)
            self._send(302, "", location=f"/pay/{token}")
            return
        with wallet.lock:
            fault = wallet.faults.take(method) or wallet.desk.fault_of(method, content)
            answer = None if fault == "dropped" else wallet.take(method, parameters, content)
        if fault in ("lost", "dropped"):
            self.close_connection = True  # the caller meets silence, then a closed connection
            time.sleep(wallet.late_s)
            return
        if fault == "late":
            time.sleep(wallet.late_s)
        self._answer(method, answer, fault)

    def _answer(self, method, answer, fault):
        if fault == "garbage":
            self._send(502, GARBAGE.decode())
            return
        if fault == "busy":
            answer = {"code": "20000", "msg": "Service Currently Unavailable", "sub_code": "isp.unknow-error"}
        for name in ("total_amount", "refund_amount") if fault == "wrong_amount" else ():
            if name in answer:
                answer[name] = answer[name][:-1] + str((int(answer[name][-1]) + 1) % 10)
        text = json.dumps(answer, separators=(",", ":"), ensure_ascii=False)
        key = self.wallet.forgers_key if fault == "wrong_signature" else self.wallet.private_key
        name = method.replace(".", "_") + "_response"
        self._send(200, f'{{"{name}":{text},"sign":"{rsa2.sign(key, text)}"}}')

    def _page(self, path, form):
        wallet, parts = self.wallet, path.strip("/").split("/")
        if parts == ["payer"]:
            if self.command == "POST":
                self._send(302, "", location=pages.address_in(form["code"].strip()))
            else:
                with wallet.lock:
                    self._send(200, pages.payer(wallet.waiting()), "text/html")
        elif parts[0] in ("code", "pay") and len(parts) == 2:
            self._cashier(parts[1], form.get("act"))
        elif parts[0] == "bill" and len(parts) == 3:
            with wallet.lock:
                text = bill.write(wallet.books.trades.values(), parts[1], parts[2].removesuffix(".csv"))
            self._send(200, text, "text/csv")
        else:
            self._send(404, "{}")

    def _cashier(self, token, act):
        with self.wallet.lock:
            trade = self.wallet.desk.trade_of(token)
            if trade and act == "pay":
                self.wallet.desk.pays(trade)
            elif trade and act == "decline":
                self.wallet.desk.declines(trade)
        if trade is None:
            self._send(404, pages.frame("<p>This code is of no order.</p>"), "text/html")
        elif act and trade.return_url:
            self._send(302, "", location=trade.return_url)
        else:
            self._send(200, pages.cashier(trade, token), "text/html")

    def _control(self, what, data):
        with self.wallet.lock:
            status, answer = self.wallet.control(what, data)
        self._send(status, json.dumps(answer))

    def _send(self, status, text, kind="application/json", location=None):
        body = text.encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind + ";charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)



