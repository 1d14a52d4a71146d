#!/usr/bin/env python3
"""Stands between the gateway and the acquirer and spoils answers: ISO 8583 messages behind a
2-byte length.

    frame_proxy.py --acquirer HOST:PORT --port-file FILE --seed N

Orders come as lines on standard input, and each is answered with one line of JSON, the counters:

    spoil FAULT EVERY     one answer in EVERY gets the fault; 0: none
    counters

hang          nothing of this connection gets through any more, either way, for 20 seconds
garbage       bytes of chance in a frame of the right length
wrong_length  the length says more than follows: the next answers are read as part of this one
endless       a frame of the greatest length whose bytes come slowly and for ever
drip          the answer comes byte by byte
half_close    the answer is cut in its middle and the gateway is told that no more will come
swapped       two answers change places: each carries the other's content under its own number
"""

import argparse
import asyncio
import collections
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "sandbox" / "acquirer"))
import iso8583  # noqa: E402  (the path comes first)

CHUNK = 1 << 16
HANG_S, DRIP_S, ENDLESS_S = 20, 0.02, 0.005
SWAP_PATIENCE_S = 1
IDENTITY = (7, 11, 12, 13, 32, 37, 41)  # by what an answer is known
FAULTS = ("hang", "garbage", "wrong_length", "endless", "drip", "half_close", "swapped")


class Proxy:
    def __init__(self, acquirer, seed):
        self.acquirer = acquirer
        self.rng = random.Random(seed)
        self.fault, self.every = "", 0
        self.counters = collections.Counter({fault: 0 for fault in FAULTS})

    def order(self, line):
        words = line.split()
        if words[0] == "spoil":
            self.fault, self.every = words[1], int(words[2])
        return json.dumps(self.counters)

    def strikes(self):
        return self.every > 0 and self.rng.randrange(self.every) == 0

    async def serve(self, reader, writer):
        try:
            acquirer = await asyncio.open_connection(*self.acquirer)
        except OSError:
            writer.transport.abort()
            return
        session = Session(self, writer)
        tasks = [asyncio.ensure_future(session.forward(reader, acquirer[1])),
                 asyncio.ensure_future(session.answers(acquirer[0]))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.transport.abort()
        acquirer[1].transport.abort()


class Session:
    """One connection of the gateway."""

    def __init__(self, proxy, gateway):
        self._proxy, self._gateway = proxy, gateway
        self._kept = None  # an answer that waits for another to be swapped with

    async def forward(self, reader, acquirer):
        while data := await reader.read(CHUNK):
            acquirer.write(data)
            await acquirer.drain()

    async def answers(self, reader):
        """Returns when the connection is to be cut."""
        while True:
            size = int.from_bytes(await reader.readexactly(2), "big")
            frame = await reader.readexactly(size)
            # Network management is let through: a connection must come up to be spoiled.
            if frame[:2] == b"08" or not self._proxy.strikes():
                await self._send(frame)
            elif not await getattr(self, self._proxy.fault)(frame):
                return

    async def _send(self, frame):
        if self._kept is not None and frame[:2] != b"08":
            first, self._kept = self._kept, None
            pair = swap(first, frame)
            if pair:
                self._proxy.counters["swapped"] += 1
            first, frame = pair or (first, frame)
            self._write(first)
        self._write(frame)
        await self._gateway.drain()

    def _write(self, frame):
        self._gateway.write(len(frame).to_bytes(2, "big") + frame)

    def _count(self):
        self._proxy.counters[self._proxy.fault] += 1

    # Each does one fault; False: the connection is over.

    async def hang(self, _frame):
        self._count()
        await asyncio.sleep(HANG_S)
        return False

    async def garbage(self, frame):
        self._count()
        self._write(self._proxy.rng.randbytes(len(frame)))
        return True

    async def wrong_length(self, frame):
        self._count()
        more = self._proxy.rng.randrange(1, 300)
        self._gateway.write((len(frame) + more).to_bytes(2, "big") + frame)
        return True

    async def endless(self, frame):
        self._count()
        self._gateway.write(b"\xff\xff" + frame)
        while not self._gateway.transport.is_closing():
            self._gateway.write(b"\0" * 8)
            await asyncio.sleep(ENDLESS_S)
        return False

    async def drip(self, frame):
        self._count()
        for byte in len(frame).to_bytes(2, "big") + frame:
            self._gateway.write(bytes([byte]))
            await asyncio.sleep(DRIP_S)
        return True

    async def half_close(self, frame):
        self._count()
        self._gateway.write((len(frame).to_bytes(2, "big") + frame)[:len(frame) // 2])
        self._gateway.write_eof()
        await asyncio.sleep(1)
        return False

    async def swapped(self, frame):
        if self._kept is not None:
            await self._send(frame)
            return True
        self._kept = frame
        asyncio.get_running_loop().call_later(SWAP_PATIENCE_S, self._let_go, frame)
        return True

    def _let_go(self, frame):
        """Nobody came to swap with."""
        if self._kept is frame and not self._gateway.transport.is_closing():
            self._kept = None
            self._write(frame)


def swap(first, second):
    """Both answers with the other's content, or nothing where nobody could tell: only answers of one
    type with different amounts are swapped."""
    (type1, one), (type2, two) = iso8583.decode(first), iso8583.decode(second)
    if type1 != type2 or one.get(4) == two.get(4):
        return None
    mine = {number: value for number, value in one.items() if number in IDENTITY}
    yours = {number: value for number, value in two.items() if number in IDENTITY}
    return (iso8583.encode(type1, {**two, **mine}), iso8583.encode(type2, {**one, **yours}))


async def take_orders(proxy):
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        print(proxy.order(line.decode()), flush=True)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acquirer", required=True)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    host, port = options.acquirer.split(":")
    proxy = Proxy((host, int(port)), options.seed)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=256)
    with open(options.port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(options.port_file + ".new", options.port_file)
    await take_orders(proxy)
    os._exit(0)  # the drive is done with it, whatever is still connected


if __name__ == "__main__":
    asyncio.run(main())
