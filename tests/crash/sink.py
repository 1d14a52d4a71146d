#!/usr/bin/env python3
"""The endpoint of a subscribed merchant: takes every webhook, writes it down, and answers 200. It
verifies nothing: that is the checker's work.

    sink.py --port-file FILE --journal FILE

POST /{merchant}; a line of the journal has "merchant", the headers "id", "timestamp" and
"signature" as sent, the "body" as text, and "at".
"""

import argparse
import asyncio
import json
import os
import time

HEAD_END = b"\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Connection(asyncio.Protocol):
    def __init__(self, journal):
        self._journal = journal
        self._received = b""
        self._transport = None

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._received += data
        while (head_end := self._received.find(HEAD_END)) >= 0:
            first, *lines = self._received[:head_end].decode("latin-1").split("\r\n")
            headers = {}
            for line in lines:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            end = head_end + len(HEAD_END) + int(headers.get("content-length", 0))
            if len(self._received) < end:
                return
            body = self._received[head_end + len(HEAD_END) : end]
            self._received = self._received[end:]
            line = {"merchant": first.split(" ")[1].lstrip("/"), "at": time.time(),
                    "body": body.decode("utf-8", "backslashreplace")}
            for name in ("id", "timestamp", "signature"):
                line[name] = headers.get(f"webhook-{name}", "")
            self._journal.write(json.dumps(line, separators=(",", ":")) + "\n")
            self._journal.flush()
            self._transport.write(ANSWER)


async def serve(options):
    with open(options.journal, "a", encoding="ascii") as journal:
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(journal), "127.0.0.1", 0, backlog=1024)
        with open(options.port_file + ".new", "w", encoding="ascii") as file:
            file.write(f"{server.sockets[0].getsockname()[1]}\n")
        os.replace(options.port_file + ".new", options.port_file)
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--journal", required=True)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
