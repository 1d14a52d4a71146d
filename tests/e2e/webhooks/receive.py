#!/usr/bin/env python3
"""A merchant's server that verifies what arrives with the PyPI library `standardwebhooks`, reads it
with `cloudevents`, and writes one JSON line about each request.

    receive.py PORT_FILE SECRETS_FILE JOURNAL

SECRETS_FILE holds a JSON list of secrets, read anew for every request."""

import http.server
import json
import os
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

PORT_FILE, SECRETS_FILE, JOURNAL = sys.argv[1:4]
STATUS = {"/gone": 410, "/fail": 500}


def verifies(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(SECRETS_FILE, encoding="ascii") as file:
            secrets = json.load(file)
        headers = dict(self.headers)
        event = from_http_event(HTTPMessage(headers=headers, body=body))
        line = {
            "path": self.path,
            "webhook_id": self.headers["webhook-id"],
            "verified": [verifies(secret, body, headers) for secret in secrets],
            "tampered": [verifies(secret, body.replace(b"{", b"{ ", 1), headers)
                         for secret in secrets],
            "event": {
                "valid": event.get_specversion() == "1.0",
                "id": event.get_id(),
                "type": event.get_type(),
                "source": event.get_source(),
                "subject": event.get_subject(),
                "data": event.get_data(),
            },
        }
        with open(JOURNAL, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.send_response(STATUS.get(self.path, 204))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
with open(f"{PORT_FILE}.new", "w", encoding="ascii") as out:
    out.write(f"{server.server_port}\n")
os.replace(f"{PORT_FILE}.new", PORT_FILE)
server.serve_forever()
