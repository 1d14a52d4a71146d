#!/usr/bin/env python3
"""Stands between a gateway and its database and understands as much of MySQL's protocol as it takes
to know a COMMIT and where an answer begins.

    mysql_proxy.py --server SOCKET --port-file FILE --seed N

Orders come as lines on standard input, and each is answered with one line of JSON, the counters:

    lose EVERY [BEFORE]   one COMMIT in EVERY reaches the server and its OK is swallowed with the
                          connection; of those, BEFORE in 100 are cut before the server hears of them
    delay MS              every answer of the server waits so long
    counters
"""

import argparse
import asyncio
import json
import os
import random
import sys

COMMIT = b"\x03COMMIT"
OK = 0x00
CHUNK = 1 << 16


class Proxy:
    def __init__(self, server, seed):
        self.server = server
        self.rng = random.Random(seed)
        self.every, self.before_percent, self.delay_s = 0, 0, 0.0
        self.counters = {"connections": 0, "commits": 0, "lost": 0, "cut_before": 0,
                         "not_done": 0, "delayed": 0}

    def order(self, line):
        words = line.split()
        if words[0] == "lose":
            self.every, self.before_percent = int(words[1]), int((words + ["0"])[2])
        elif words[0] == "delay":
            self.delay_s = int(words[1]) / 1000
        return json.dumps(self.counters)

    def fate_of_commit(self):
        self.counters["commits"] += 1
        if not self.every or self.rng.randrange(self.every):
            return "pass"
        return "cut" if self.rng.randrange(100) < self.before_percent else "lose"

    async def serve(self, client_reader, client_writer):
        self.counters["connections"] += 1
        try:
            server_reader, server_writer = await asyncio.open_unix_connection(self.server)
        except OSError:
            client_writer.transport.abort()
            return
        session = Session(self, client_writer, server_writer)
        tasks = [asyncio.ensure_future(session.from_client(client_reader)),
                 asyncio.ensure_future(session.from_server(server_reader))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        client_writer.transport.abort()
        server_writer.transport.abort()


class Session:
    """One connection through the proxy."""

    def __init__(self, proxy, client, server):
        self._proxy, self._client, self._server = proxy, client, server
        self._losing = False  # the next answer is that of a COMMIT that is to be lost
        self._asked = False  # the next bytes of the server begin an answer

    async def from_client(self, reader):
        held = b""
        while data := await reader.read(CHUNK):
            held += data
            self._asked = True
            # A command is one packet, longer than a chunk at times: only whole ones are looked at.
            whole = 0
            while len(held) - whole >= 4:
                size = 4 + int.from_bytes(held[whole:whole + 3], "little")
                if len(held) - whole < size:
                    break
                if held[whole + 4:whole + size] == COMMIT and held[whole + 3] == 0:
                    fate = self._proxy.fate_of_commit()
                    if fate == "cut":
                        self._proxy.counters["cut_before"] += 1
                        return
                    self._losing = fate == "lose"
                whole += size
            held = held[whole:]
            self._server.write(data)
            await self._server.drain()

    async def from_server(self, reader):
        while data := await reader.read(CHUNK):
            if self._losing:
                # Length and sequence of one packet, then its first byte: OK, or an error.
                done = len(data) > 4 and data[4] == OK
                self._proxy.counters["lost" if done else "not_done"] += 1
                return
            if self._asked and self._proxy.delay_s:
                self._proxy.counters["delayed"] += 1
                await asyncio.sleep(self._proxy.delay_s)
            self._asked = False
            self._client.write(data)
            await self._client.drain()


async def take_orders(proxy):
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        print(proxy.order(line.decode()), flush=True)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    proxy = Proxy(options.server, options.seed)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=256)
    with open(options.port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(options.port_file + ".new", options.port_file)
    await take_orders(proxy)
    os._exit(0)  # the drive is done with it, whatever is still connected


if __name__ == "__main__":
    asyncio.run(main())
