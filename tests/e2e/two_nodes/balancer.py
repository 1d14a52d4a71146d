#!/usr/bin/env python3
"""A load balancer as small as it goes: HTTP/1.1 requests take turns over the nodes whose /readyz
says 200. It repeats nothing: what a node does not answer is the client's to see.

    balancer.py --port PORT --node NAME=PORT...

GET /balancer tells of each node whether it gets requests, how many it answered and how many broke,
and how often it was looked at.
"""

import argparse
import asyncio
import json
import re

LOOK_EVERY_S = 0.1
LOOK_TIMEOUT_S = 1
ANSWER_TIMEOUT_S = 30
HEAD_BYTES_MAX = 1 << 16
CLOSE = re.compile(rb"\r\nconnection: close(?=\r\n)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
LOST = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError)


class Node:
    def __init__(self, name, port):
        self.name, self.port = name, port
        self.gets_requests = False
        self.answered = self.broken = self.looks = 0
        self._idle = []
        self._look = asyncio.Event()

    async def watch(self):
        while True:
            ready = await self._is_ready()
            if not ready:
                # Idle connections end with the process: none may be used when it is back.
                for _, writer in self._idle:
                    writer.close()
                self._idle.clear()
            self.gets_requests = ready
            self.looks += 1
            self._look.clear()
            try:
                await asyncio.wait_for(self._look.wait(), LOOK_EVERY_S)
            except asyncio.TimeoutError:
                pass

    async def _is_ready(self):
        request = b"GET /readyz HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"
        try:
            return await asyncio.wait_for(self._status_of(request), LOOK_TIMEOUT_S) == 200
        except LOST:
            return False

    async def _status_of(self, request):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head, _ = await read_message(reader)
            return int(head[9:12])
        finally:
            writer.close()

    async def forward(self, request):
        """The answer's bytes, or None when the node gave none."""
        try:
            answer = await asyncio.wait_for(self._exchange(request), ANSWER_TIMEOUT_S)
        except LOST:
            self.broken += 1
            self._look.set()
            return None
        self.answered += 1
        return answer

    async def _exchange(self, request):
        if self._idle:
            reader, writer = self._idle.pop()
        else:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port,
                                                           limit=HEAD_BYTES_MAX)
        try:
            writer.write(request)
            head, body = await read_message(reader)
        except BaseException:
            writer.close()
            raise
        kept = CLOSE.sub(b"", head)
        if kept != head or not self.gets_requests:
            writer.close()
            self._look.set()  # a node that ends connections may be leaving
        else:
            self._idle.append((reader, writer))
        return kept + body


async def read_message(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    return head, await reader.readexactly(int(length[1])) if length else b""


def own_answer(status, value):
    body = json.dumps(value).encode()
    return (f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


class Balancer:
    def __init__(self, nodes):
        self._nodes = nodes
        self._turn = 0

    def _choose(self):
        ready = [node for node in self._nodes if node.gets_requests]
        self._turn += 1
        return ready[self._turn % len(ready)] if ready else None

    async def serve(self, reader, writer):
        try:
            while True:
                head, body = await read_message(reader)
                writer.write(await self._answer(head, body))
                await writer.drain()
        except LOST:
            pass
        finally:
            writer.close()

    async def _answer(self, head, body):
        if head.startswith(b"GET /balancer "):
            return own_answer("200 OK", {
                node.name: {"gets_requests": node.gets_requests, "answered": node.answered,
                            "broken": node.broken, "looks": node.looks} for node in self._nodes})
        node = self._choose()
        answer = await node.forward(head + body) if node else None
        return answer or own_answer("502 Bad Gateway", {
            "code": "service_unavailable", "detail": f"{node.name if node else 'no node'} answered"})


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--node", nargs="+", required=True)
    options = parser.parse_args()
    nodes = [Node(*entry.split("=")) for entry in options.node]
    watches = [asyncio.create_task(node.watch()) for node in nodes]
    balancer = Balancer(nodes)
    server = await asyncio.start_server(balancer.serve, "127.0.0.1", options.port,
                                        limit=HEAD_BYTES_MAX)
    async with server:
        await asyncio.gather(server.serve_forever(), *watches)


if __name__ == "__main__":
    asyncio.run(main())
