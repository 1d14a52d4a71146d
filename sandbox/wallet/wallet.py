#!/usr/bin/env python3
"""A simulated wallet in the manner of Alipay: an API signed with RSA2, codes, pages, notifications, a
bill, and faults on order. See README.md."""

import argparse
import http.server
import os
import sys
import threading

import books
import rsa2
from desk import Desk, Refused
from door import Door
from faults import Faults
from teller import Teller


class Wallet:
    """What the door's threads share; all of it under `lock`."""

    def __init__(self, options):
        self.lock = threading.RLock()
        self.late_s = options.late_seconds
        self.private_key, _ = rsa2.make_keys(options.keys)
        self.forgers_key, _ = rsa2.make_keys(os.path.join(options.keys, "forger"))
        self.apps = dict(options.app)  # app id -> the merchant's public key file
        self.books = books.Books(options.journal)
        self.teller = Teller(self.private_key, self.forgers_key)
        self.faults = Faults()
        self.desk = None

    def check(self, parameters):
        app, sign = parameters.get("app_id", ""), parameters.get("sign", "")
        if app not in self.apps:
            raise Refused("40002", "isv.invalid-app-id")
        text = rsa2.signed_text({name: value for name, value in parameters.items() if name != "sign" and value})
        if parameters.get("sign_type") != "RSA2" or not rsa2.verifies(self.apps[app], text, sign):
            raise Refused("40002", "isv.invalid-signature")

    def take(self, method, parameters, content):
        """The answer to one call."""
        try:
            self.check(parameters)
            answer = self.desk.answer(method, parameters["app_id"], content, parameters)
        except Refused as error:
            return {"code": error.code, "msg": "Business Failed", "sub_code": error.sub_code,
                    "sub_msg": "Refused: " + error.sub_code}
        except (KeyError, ValueError) as error:
            return {"code": "40001", "msg": "Missing Required Arguments", "sub_code": "isv.missing-parameter",
                    "sub_msg": str(error)}
        return {"code": "10000", "msg": "Success", **answer}

    def waiting(self):
        """[(token, trade)] of what waits for a payer who has met it; a hundred at most."""
        found = [trade for trade in self.books.trades.values() if trade.status == books.WAITING and trade.met]
        return [(self.desk.token_of(trade), trade) for trade in found[-100:]]

    def control(self, what, data):
        if what == "faults":
            self.faults.add(data["method"], data["fault"], data.get("times", 1))
        elif what == "no_faults":
            self.faults.clear()
        elif what == "mode":
            for name, value in data.items():
                if not hasattr(self.teller.mode, name):
                    return 400, {"problem": f"there is no mode {name}"}
                setattr(self.teller.mode, name, value)
        elif what in ("pay", "decline"):
            trade = next((each for (_, order), each in self.books.trades.items() if order == data["order"]), None)
            if trade is None:
                return 404, {"problem": "there is no such order"}
            self.books.meet(trade)
            if what == "decline":
                self.desk.declines(trade)
            elif not self.desk.pays(trade):
                return 409, {"problem": "it is " + trade.status}
        elif what != "state":
            return 404, {"problem": "there is no such control"}
        return 200, {**self.teller.counters, "waiting": self.teller.waiting(), "trades": len(self.books.trades)}


def app_option(text):
    name, _, file = text.partition(":")
    if not name or not file:
        raise argparse.ArgumentTypeError("APP_ID:PUBLIC_KEY_FILE")
    return name, file


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT")
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--keys", required=True, help="a folder for the wallet's own keys; made if missing")
    parser.add_argument("--app", type=app_option, action="append", required=True, metavar="APP_ID:PUBLIC_KEY_FILE")
    parser.add_argument("--late-seconds", type=float, default=2.0)
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    try:
        wallet = Wallet(options)
        server = http.server.ThreadingHTTPServer((host, int(port)), Door)
    except OSError as error:
        sys.exit(f"wallet: {error}")
    server.daemon_threads = True
    wallet.desk = Desk(wallet.books, wallet.teller, f"http://{host}:{server.server_port}")
    Door.wallet = wallet
    with open(options.port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.server_port}\n")
    os.rename(options.port_file + ".new", options.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
