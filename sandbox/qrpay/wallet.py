#!/usr/bin/env python3
"""A simulated wallet: orders over HTTP, signed both ways, told of by notifications. README.md.

    wallet.py --listen 127.0.0.1:0 --port-file F --journal F --account NAME:SECRET [--account ...]

The port file appears once it listens. SIGTERM ends it; so may SIGKILL: the journal is read again.
"""

import argparse
import asyncio
import json
import os
import signal
import sys

from door import Door
from ledger import Ledger
from teller import Teller


async def serve(options):
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    ledger = Ledger(options.journal)
    teller = Teller(options.accounts)
    door = Door(ledger, teller, options.accounts)
    server = await asyncio.start_server(door.serve, *options.listen, backlog=1024)
    door.port = server.sockets[0].getsockname()[1]
    with open(options.port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{door.port}\n")
    os.replace(options.port_file + ".new", options.port_file)
    await stopped.wait()
    server.close()
    ledger.close()


def address(text):
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for instance 127.0.0.1:0")
    return host.strip("[]"), int(port)


def account(text):
    name, separator, secret = text.partition(":")
    if not separator or not name or not secret:
        raise argparse.ArgumentTypeError("an account is NAME:SECRET")
    return name, secret


def main():
    parser = argparse.ArgumentParser(description="A simulated wallet.")
    parser.add_argument("--listen", type=address, required=True, metavar="HOST:PORT")
    parser.add_argument("--port-file", required=True, help="written once it listens")
    parser.add_argument("--journal", required=True, help="JSON lines; read at the start")
    parser.add_argument("--account", type=account, action="append", required=True, metavar="NAME:SECRET")
    options = parser.parse_args()
    options.accounts = dict(options.account)
    try:
        asyncio.run(serve(options))
    except (OSError, json.JSONDecodeError) as error:
        sys.exit(f"wallet: {error}")


if __name__ == "__main__":
    main()
