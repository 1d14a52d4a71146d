#!/usr/bin/env python3
"""A simulated card acquirer: ISO 8583:1987 over TCP, each message behind a 2-byte length.

    acquirer.py --listen 127.0.0.1:0 --port-file F --journal F [--control 127.0.0.1:0]

What it does by card number and amount is in script.py, what it writes down in books.py, and
README.md shows both. The port file appears once it listens: one line with the port, and with
--control a second with the control port. SIGTERM ends it; so may SIGKILL, without loss.
"""

import argparse
import asyncio
import collections
import os
import signal
import sys

import iso8583
import mac
from books import Books
from control import Control
from desk import NOT_AUTHENTIC, Desk, refuse
from script import Script

LENGTH_SIZE = 2
FRAME_MAX = 4096
UNREAD_MAX = 16 * 1024 * 1024  # bytes of answers a peer may leave unread
GARBAGE = b"\xffnot a message\x00" * 4


class Connection(asyncio.Protocol):
    """One connection. Each batch of bytes is decided whole, then written down, then answered."""

    def __init__(self, acquirer):
        self._acquirer = acquirer
        self._bytes = bytearray()
        self._transport = None
        self._signed_on = not acquirer.options.require_sign_on

    def connection_made(self, transport):
        self._transport = transport
        self._acquirer.connections.add(self)

    def connection_lost(self, _error):
        self._acquirer.connections.discard(self)

    def data_received(self, data):
        self._bytes += data
        verdicts = []
        at = 0
        while len(self._bytes) - at >= LENGTH_SIZE:
            size = int.from_bytes(self._bytes[at : at + LENGTH_SIZE], "big")
            if size > FRAME_MAX:
                self._acquirer.counters["oversized"] += 1
                self._transport.abort()
                return
            if len(self._bytes) - at - LENGTH_SIZE < size:
                break
            frame = bytes(self._bytes[at + LENGTH_SIZE : at + LENGTH_SIZE + size])
            at += LENGTH_SIZE + size
            verdict = self._decide(frame)
            if verdict is not None:
                verdicts.append(verdict)
        del self._bytes[:at]
        self._acquirer.books.flush()
        for verdict in verdicts:
            self._carry_out(verdict)

    def close(self):
        self._transport.abort()

    def _decide(self, frame):
        counters, options = self._acquirer.counters, self._acquirer.options
        try:
            message_type, elements = iso8583.decode(frame, options.dialect)
        except iso8583.FormatError:
            counters["malformed"] += 1
            return None
        if message_type[2] not in "02":
            counters["unexpected"] += 1
            return None
        counters["messages"] += 1
        if not mac.holds(options.mac_key, frame, elements, options.dialect):
            counters["bad_mac"] += 1
            return refuse(message_type, elements, NOT_AUTHENTIC)
        verdict = self._acquirer.desk.take(message_type, elements, self._signed_on)
        if message_type == "0800" and verdict.answer[1][39] == "00":
            if elements.get(70) == "001":
                self._signed_on = True
            elif elements.get(70) == "002":
                self._signed_on = not self._acquirer.options.require_sign_on
        return verdict

    def _carry_out(self, verdict):
        if verdict.fault:
            self._acquirer.counters["fault_" + verdict.fault] += 1
        if verdict.fault in ("drop_before", "drop_after"):
            self._transport.close()
        elif verdict.fault == "garbage":
            self._send(GARBAGE)
        elif verdict.fault not in ("silent", "silent_before"):
            options = self._acquirer.options
            answer = mac.seal(options.mac_key, *verdict.answer, options.dialect, verdict.fault)
            self._answer(answer, verdict.fault)

    def _answer(self, answer, fault):
        options = self._acquirer.options
        loop = asyncio.get_running_loop()
        if fault == "late":
            loop.call_later(options.late_seconds, self._send, answer)
        elif fault == "slow":
            loop.call_later(options.slow_seconds, self._send, answer)
        else:
            self._send(answer)
            if fault == "twice":
                self._send(answer)

    def _send(self, frame):
        if self._transport.is_closing():
            return
        self._transport.write(len(frame).to_bytes(LENGTH_SIZE, "big") + frame)
        if self._transport.get_write_buffer_size() > UNREAD_MAX:
            self._transport.abort()


class Acquirer:
    def __init__(self, options):
        self.options = options
        self.books = Books(options.journal)
        self.script = Script()
        self.desk = Desk(self.books, self.script)
        self.connections = set()
        self.counters = collections.Counter()

    async def serve(self):
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        server = await loop.create_server(lambda: Connection(self), *self.options.listen, backlog=1024)
        servers = [server]
        if self.options.control:
            servers.append(await Control(self).listen(*self.options.control))
        write_ports(self.options.port_file, servers)
        await stopped.wait()
        for server in servers:
            server.close()
        for connection in list(self.connections):
            connection.close()
        self.books.close()


def write_ports(path, servers):
    """By rename, so that a reader sees the whole file or none."""
    ports = "".join(f"{server.sockets[0].getsockname()[1]}\n" for server in servers)
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(ports)
    os.replace(path + ".new", path)


def address(text):
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for instance 127.0.0.1:0")
    return host.strip("[]"), int(port)


def main():
    parser = argparse.ArgumentParser(description="A simulated card acquirer (ISO 8583:1987).")
    parser.add_argument("--listen", type=address, required=True, metavar="HOST:PORT")
    parser.add_argument("--port-file", required=True, help="written once it listens")
    parser.add_argument("--journal", required=True, help="JSON lines; read at the start")
    parser.add_argument("--control", type=address, metavar="HOST:PORT", help="HTTP, see control.py")
    parser.add_argument("--dialect", choices=iso8583.DIALECTS, default="ascii")
    parser.add_argument("--mac-key", type=bytes.fromhex, default=b"", metavar="HEX",
                        help="messages are authenticated, HMAC-SHA256")
    parser.add_argument("--late-seconds", type=float, default=3.0)
    parser.add_argument("--slow-seconds", type=float, default=0.3)
    parser.add_argument("--require-sign-on", action="store_true", help="96 before a sign-on")
    try:
        asyncio.run(Acquirer(parser.parse_args()).serve())
    except OSError as error:
        sys.exit(f"acquirer: {error}")


if __name__ == "__main__":
    main()
