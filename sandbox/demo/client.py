"""A merchant's client in Python's standard library: signs requests with RFC 9421 and hmac-sha256.
Written apart from the gateway's own signer, so that the two check each other."""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import time
import urllib.parse


class Client:
    def __init__(self, url, key_id, secret, clock=time.time):
        self._address = urllib.parse.urlsplit(url)
        self._key_id = key_id
        self._secret = secret.encode()
        self._clock = clock

    def request(self, method, path, body=None, idempotency_key=None, tamper=False, bearer=None):
        """Sends one request; gives (status, headers with lower-case names, JSON body)."""
        payload = b"" if body is None else json.dumps(body).encode()
        headers = {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        else:
            headers.update(self._sign(method, path, payload, headers))
        if tamper:
            payload = payload.replace(b"1999", b"2999")
            digest = base64.b64encode(hashlib.sha256(payload).digest()).decode()
            headers["Content-Digest"] = f"sha-256=:{digest}:"
        connection = http.client.HTTPConnection(self._address.hostname, self._address.port, timeout=40)
        try:
            connection.request(method, path, payload or None, headers)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        names = {name.lower(): value for name, value in response.getheaders()}
        return response.status, names, json.loads(text) if text else None

    def _sign(self, method, path, payload, headers):
        parts = urllib.parse.urlsplit(path)
        covered = [("@method", method), ("@authority", self._address.netloc), ("@path", parts.path)]
        if parts.query:
            covered.append(("@query", "?" + parts.query))
        signed = {}
        if payload:
            digest = base64.b64encode(hashlib.sha256(payload).digest()).decode()
            signed["Content-Digest"] = f"sha-256=:{digest}:"
            covered.append(("content-digest", signed["Content-Digest"]))
            covered.append(("content-type", headers["Content-Type"]))
        if "Idempotency-Key" in headers:
            covered.append(("idempotency-key", headers["Idempotency-Key"]))
        names = " ".join(f'"{name}"' for name, _ in covered)
        parameters = (
            f'({names});created={int(self._clock())};keyid="{self._key_id}"'
            f';nonce="{secrets.token_urlsafe(16)}"'
        )
        base = "".join(f'"{name}": {value}\n' for name, value in covered)
        base += f'"@signature-params": {parameters}'
        mac = hmac.new(self._secret, base.encode(), hashlib.sha256).digest()
        signed["Signature-Input"] = f"sig1={parameters}"
        signed["Signature"] = f"sig1=:{base64.b64encode(mac).decode()}:"
        return signed
