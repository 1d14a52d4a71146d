#!/usr/bin/env python3
"""A simulated correspondent bank for the channel plugins/crossborder. See README.md."""

import argparse
import os
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from books import Books, Client  # noqa: E402  (the path comes first)
from door import serve  # noqa: E402
from teller import Teller  # noqa: E402


def client_of(text):
    name, secret, iban, url = text.split(":", 3)
    return Client(name, secret, iban, url)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--client", action="append", type=client_of, required=True,
                        help="NAME:SECRET:IBAN:NOTIFY_URL")
    options = parser.parse_args()
    clients = {client.name: client for client in options.client}
    books = Books(options.journal, clients)
    teller = Teller()
    host, _, port = options.listen.rpartition(":")
    server = serve(host, int(port), books, teller)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(options.port_file + ".new", "w", encoding="utf-8") as file:
        file.write(f"{server.server_address[1]}\n")
    os.replace(options.port_file + ".new", options.port_file)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    books.close()


if __name__ == "__main__":
    # Before any thread is made, so that all of them leave the two signals to sigwait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
