"""A merchant's webhook endpoint in Python's standard library: keeps what arrives with a signature
that verifies (Standard Webhooks 1.0), refuses the rest with 401."""

import base64
import hashlib
import hmac
import http.server
import json
import threading


class WebhookReceiver:
    def __init__(self):
        self.secret = ""
        self._events = []
        self._arrived = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                genuine = receiver.verifies(self.headers, body)
                if genuine:
                    receiver.keep(json.loads(body))
                self.send_response(204 if genuine else 401)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def verifies(self, headers, body):
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(f"v1,{mac}", signature)
                   for signature in headers["webhook-signature"].split())

    def keep(self, event):
        with self._arrived:
            self._events.append(event)
            self._arrived.notify_all()

    def wait_for(self, event_type, subject, limit_s):
        """The event of this type about this payment; None when it does not come in time."""
        def found():
            return next((event for event in self._events
                         if (event["type"], event["subject"]) == (event_type, subject)), None)
        with self._arrived:
            return self._arrived.wait_for(found, limit_s)
