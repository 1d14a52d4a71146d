"""How the buyers reach the gateway: HTTP/1.1 over connections that are kept alive, each request
signed anew (RFC 9421, hmac-sha256). Written apart from the gateway's own code, and made to cost
little: the load shares the cores with what it loads. For one asyncio loop."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
import urllib.parse

REQUEST_TIMEOUT_S = 20
HEAD_END = b"\r\n\r\n"


class Lost(Exception):
    """No answer came: the connection could not be made, ended, or was silent."""


class Connection(asyncio.Protocol):
    """At most one request is under way; `pool` gets the connection back when it may be used again."""

    def __init__(self, pool, timeout_s):
        self._pool = pool
        self._timeout_s = timeout_s
        self._transport = None
        self._received = b""
        self._answer = None  # the future of the request under way

    def connection_made(self, transport):
        self._transport = transport

    def connection_lost(self, _error):
        self._pool.forget(self)
        self._fail("closed")

    def data_received(self, data):
        self._received = self._received + data if self._received else data
        head_end = self._received.find(HEAD_END)
        if head_end < 0:
            return
        head = self._received[:head_end].lower()
        at = head.find(b"content-length: ")
        if at < 0:
            self._transport.abort()
            return
        body_start = head_end + len(HEAD_END)
        size = int(head[at + 16 :].split(b"\r", 1)[0])
        if len(self._received) < body_start + size:
            return
        body, self._received = self._received[body_start : body_start + size], b""
        answer, self._answer = self._answer, None
        if b"connection: close" in head:
            self._transport.close()
        else:
            self._pool.give_back(self)
        if answer is not None and not answer.done():
            answer.set_result((int(head[9:12]), body))

    async def exchange(self, request):
        loop = asyncio.get_running_loop()
        self._answer = answer = loop.create_future()
        timer = loop.call_later(self._timeout_s, self._fail, "silent")
        self._transport.write(request)
        try:
            return await answer
        finally:
            timer.cancel()

    def close(self):
        self._transport.abort()

    def _fail(self, why):
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(Lost(why))
            self._transport.abort()


class Pool:
    """The idle connections to one gateway; the one used last is used first."""

    def __init__(self, url, timeout_s=REQUEST_TIMEOUT_S):
        address = urllib.parse.urlsplit(url)
        self._timeout_s = timeout_s
        self.authority = address.netloc
        self._host, self._port = address.hostname, address.port
        self._idle = []

    def give_back(self, connection):
        self._idle.append(connection)

    def forget(self, connection):
        if connection in self._idle:
            self._idle.remove(connection)

    async def exchange(self, request):
        """(status, body) of the answer. Raises Lost."""
        if self._idle:
            connection = self._idle.pop()
        else:
            loop = asyncio.get_running_loop()
            try:
                _, connection = await loop.create_connection(
                    lambda: Connection(self, self._timeout_s), self._host, self._port)
            except OSError as error:
                raise Lost("refused") from error
        return await connection.exchange(request)

    def close(self):
        for connection in list(self._idle):
            connection.close()


class Signer:
    """One API key: writes whole requests, signed by `clock`."""

    def __init__(self, authority, key_id, secret, clock=time.time):
        self._clock = clock
        self._authority = authority
        self._key_id = key_id
        self._secret = secret.encode()
        self._nonce = secrets.token_urlsafe(12)
        self._count = 0

    def request(self, method, path, payload, key):
        """The bytes of a request; `key` is its Idempotency-Key or empty."""
        self._count += 1
        plain_path, mark, query = path.partition("?")
        names = '"@method" "@authority" "@path"'
        base = f'"@method": {method}\n"@authority": {self._authority}\n"@path": {plain_path}\n'
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._authority}\r\n"
        if mark:
            names += ' "@query"'
            base += f'"@query": ?{query}\n'
        if payload:
            digest = base64.b64encode(hashlib.sha256(payload).digest()).decode()
            names += ' "content-digest" "content-type"'
            base += (f'"content-digest": sha-256=:{digest}:\n'
                     '"content-type": application/json\n')
            head += (f"Content-Digest: sha-256=:{digest}:\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(payload)}\r\n")
        if key:
            names += ' "idempotency-key"'
            base += f'"idempotency-key": {key}\n'
            head += f"Idempotency-Key: {key}\r\n"
        parameters = (f'({names});created={int(self._clock())};keyid="{self._key_id}"'
                      f';nonce="{self._nonce}{self._count:x}"')
        base += f'"@signature-params": {parameters}'
        mac = base64.b64encode(hmac.digest(self._secret, base.encode(), "sha256")).decode()
        head += f"Signature-Input: sig1={parameters}\r\nSignature: sig1=:{mac}:\r\n\r\n"
        return head.encode() + payload
