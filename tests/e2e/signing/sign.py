"""Signs requests with the PyPI library http-message-signatures, which knows nothing of Tollgate,
and checks that the gateway accepts them and refuses them once changed.

  python sign.py --url http://127.0.0.1:PORT --key-id ID --algorithm ed25519|hmac-sha256
                 --private-key-file PEM | --secret-file BASE64
                 [--gateway-key-file PEM] [--post-path PATH] [--body JSON] [--get-path PATH]

With --gateway-key-file every answer's own signature is verified too. Prints one line for each
request; exits 0 only if every answer was the expected one.
"""

import argparse
import base64
import datetime
import re
import sys
import uuid

import requests
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, MappingKeyResolver, algorithms


def read(path):
    with open(path, "rb") as file:
        return file.read()


parser = argparse.ArgumentParser()
parser.add_argument("--url", required=True)
parser.add_argument("--key-id", required=True)
parser.add_argument("--algorithm", choices=["ed25519", "hmac-sha256"], default="ed25519")
parser.add_argument("--private-key-file")
parser.add_argument("--secret-file")
parser.add_argument("--gateway-key-file")
parser.add_argument("--post-path", default="/v1/payments?expand=method")
parser.add_argument("--get-path", default="/v1/payments?limit=1&status=a%20b")
parser.add_argument("--body", default='{"amount":1999,"currency":"EUR"}')
options = parser.parse_args()

if options.algorithm == "ed25519":
    algorithm, key = algorithms.ED25519, read(options.private_key_file)
else:
    algorithm, key = algorithms.HMAC_SHA256, base64.b64decode(read(options.secret_file))
signer = HTTPMessageSigner(
    signature_algorithm=algorithm,
    key_resolver=MappingKeyResolver(public_keys={}, private_keys={options.key_id: key}),
)
session = requests.Session()
failures = 0


class GatewayKey:
    """Whatever the key id of the answer, the one key that the test was given."""

    def resolve_public_key(self, key_id):
        return read(options.gateway_key_file)


def signed(method, path, body=None):
    headers = {}
    components = ["@method", "@authority", "@path"]
    if "?" in path:
        components.append("@query")
    if body is not None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        components += ["content-digest", "content-type", "idempotency-key"]
    request = session.prepare_request(
        requests.Request(method, options.url + path, headers=headers, data=body)
    )
    signer.sign(
        request,
        key_id=options.key_id,
        nonce=str(uuid.uuid4()),
        expires=datetime.datetime.now() + datetime.timedelta(seconds=60),
        covered_component_ids=components,
        body=None if body is None else body.encode(),
    )
    return request


def answer_holds(response):
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=GatewayKey())
    try:
        results = verifier.verify(response, max_age=datetime.timedelta(seconds=60))
        covered = results[0].covered_components
    except Exception as error:  # whatever the library makes of a bad answer
        print(f"     the answer's signature does not hold: {error}")
        return False
    return '"@status"' in covered and '"signature";req' in covered


def expect(what, request, accepts):
    global failures
    response = session.send(request)
    good = accepts(response.status_code)
    if options.gateway_key_file:
        good = answer_holds(response) and good
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {what}: {response.status_code} {response.text}")


def post():
    return signed("POST", options.post_path, options.body)


label = f"pypi http-message-signatures {options.algorithm}"
expect(f"{label} POST", post(), lambda status: 200 <= status < 300)
expect(f"{label} GET", signed("GET", options.get_path), lambda status: 200 <= status < 300)

other = signed("POST", options.post_path, re.sub(r"\d", "7", options.body, count=1))
changed = post()
changed.body = other.body
expect(f"{label} POST, body changed", changed, lambda status: status == 400)
forged = post()
forged.body = other.body
forged.headers["Content-Digest"] = other.headers["Content-Digest"]
expect(f"{label} POST, body and digest changed", forged, lambda status: status == 401)
moved = signed("GET", options.get_path)
moved.url += "0"
expect(f"{label} GET, query changed", moved, lambda status: status == 401)
sys.exit(0 if failures == 0 else 1)
