#!/usr/bin/env python3
"""Plays webhooks through the real gateway and checks what two receivers wrote down. Started by
tests/e2e/webhooks/run."""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import time
import uuid

from client import Client

REFUSED_URLS = [
    "https://127.0.0.2@shop.example.com/", "http://10.0.0.1/", "http://169.254.169.254/latest/",
    "http://2130706433/", "http://0x7f000001/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
    "http://192.168.0.1/", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "https://db.internal/",
    "http://127.0.0.1\\@shop.example.com/", "https://shop.example.com./", "http://127.1/",
]


class Failure(Exception):
    pass


def check(holds, why):
    if not holds:
        raise Failure(why)


class Receiver:
    def __init__(self, folder, name):
        self._files = pathlib.Path(folder) / name
        self.url = f"http://127.0.0.1:{self._files.with_suffix('.port').read_text().strip()}"

    def use(self, *secrets):
        new = self._files.with_suffix(".secrets.new")
        new.write_text(json.dumps(secrets))
        new.replace(self._files.with_suffix(".secrets"))

    def journal(self):
        with open(self._files.with_suffix(".journal"), encoding="utf-8") as file:
            return [json.loads(line) for line in file]


class Play:
    def __init__(self, options):
        with open(options.secret_file, encoding="ascii") as file:
            self.client = Client(options.url, options.key_id, file.read().strip())
        self.options = options
        self.steps = 0
        self.receivers = [Receiver(options.receivers, name)
                          for name in ("receiver_node", "receiver_python")]
        self.endpoints = []

    def step(self, title):
        self.steps += 1
        print(f"{self.steps}. {title}", flush=True)

    def call(self, method, path, body=None, expect=200, key=None, bearer=None):
        status, headers, answer = self.client.request(method, path, body, idempotency_key=key,
                                                      bearer=bearer)
        check(status == expect, f"{method} {path}: expected {expect}, got {status}: {answer}")
        return headers, answer

    def until(self, what, condition, limit_s=60):
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.05)
        raise Failure(f"not within {limit_s} s: {what}")

    def arrived(self, receiver, event_id, times=1):
        """The lines about one event, once there are so many; each must have been verified."""
        def lines():
            found = [line for line in receiver.journal() if line.get("webhook_id") == event_id]
            return found if len(found) >= times else None
        return self.until(f"{event_id} at {receiver.url}", lines)

    def create_endpoint(self, url, types, key=None):
        body = {"url": url, "enabled_events": types, "description": "e2e"}
        return self.call("POST", "/v1/webhook_endpoints", body, 201, key=key)[1]

    def pay(self, number="4242424242424242"):
        card = {"number": number, "expiry_month": 12, "expiry_year": 2035}
        _, token = self.call("POST", "/v1/card_tokens", {"card": card}, 201)
        body = {"amount": 1999, "currency": "EUR", "payment_method": token["id"]}
        return self.call("POST", "/v1/payments", body, 201, key=str(uuid.uuid4()))[1]

    def events_of(self, payment, type_name):
        path = f"/v1/events?payment_id={payment['id']}&type={type_name}"
        return self.call("GET", path)[1]["data"]


def check_line(line, verified):
    check("error" not in line, f"the receiver could not read it: {line}")
    check(line["verified"] == verified, f"verified {line['verified']}, expected {verified}")
    check(not any(line["tampered"]), "the library accepts a body that was changed")
    check(line["event"]["valid"] and line["event"]["id"] == line["webhook_id"], f"no event: {line}")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def rfc3339(time_point):
    return time_point.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def register(play):
    play.step("Endpoints are registered; their secret is shown once; a retry gets the same bytes")
    for receiver in play.receivers:
        key = str(uuid.uuid4())
        endpoint = play.create_endpoint(receiver.url + "/hook", ["*"], key)
        check(endpoint["secret"].startswith("whsec_"), "no secret")
        again = play.create_endpoint(receiver.url + "/hook", ["*"], key)
        check(again == endpoint, "a retry got another answer")
        _, shown = play.call("GET", f"/v1/webhook_endpoints/{endpoint['id']}")
        check("secret" not in shown and shown["status"] == "enabled", "the secret is shown again")
        receiver.use(endpoint["secret"])
        play.endpoints.append(endpoint)
    _, listed = play.call("GET", "/v1/webhook_endpoints")
    check({e["id"] for e in play.endpoints} <= {e["id"] for e in listed["data"]}, "not listed")
    check("whsec_" not in json.dumps(listed), "a list shows secrets")

    play.step(f"{len(REFUSED_URLS)} addresses that are not public are refused, by name")
    for url in REFUSED_URLS:
        body = {"url": url, "enabled_events": ["*"]}
        _, problem = play.call("POST", "/v1/webhook_endpoints", body, 400)
        check(problem["code"] == "parameter_invalid" and problem["param"] == "url", str(problem))
    body = {"url": play.receivers[0].url, "enabled_events": ["payment.suceeded"]}
    _, problem = play.call("POST", "/v1/webhook_endpoints", body, 400)
    check(problem["param"] == "enabled_events", str(problem))


def test_events(play):
    play.step("A test event arrives, and both libraries verify it")
    for receiver, endpoint in zip(play.receivers, play.endpoints):
        _, delivery = play.call("POST", f"/v1/webhook_endpoints/{endpoint['id']}/test", None, 202)
        line = play.arrived(receiver, delivery["event_id"])[0]
        check_line(line, [True])
        check(line["event"]["type"] == "webhook.test", "not a test event")


def payments(play):
    play.step("A payment's events arrive at both, as the CloudEvents that /v1/events lists")
    payment = play.pay()
    for type_name in ("payment.created", "payment.succeeded"):
        event = play.events_of(payment, type_name)[0]
        for receiver in play.receivers:
            line = play.arrived(receiver, event["id"])[0]
            check_line(line, [True])
            check(line["event"]["type"] == type_name, "another type")
            check(line["event"]["subject"] == payment["id"], "another subject")
            check(line["event"]["data"] == event["data"], "other data")
    return payment


def rotation(play):
    play.step("Rotation: old and new secret verify, then the new one alone")
    endpoint, receiver = play.endpoints[0], play.receivers[0]
    path = f"/v1/webhook_endpoints/{endpoint['id']}"
    key = str(uuid.uuid4())
    _, rotated = play.call("POST", f"{path}/rotate_secret", {}, key=key)
    headers, again = play.call("POST", f"{path}/rotate_secret", {}, key=key)
    check(again == rotated and headers.get("idempotent-replayed") == "true", "rotated twice")
    check(rotated["secret"] != endpoint["secret"] and len(rotated["secrets"]) == 2, str(rotated))
    receiver.use(endpoint["secret"], rotated["secret"])
    _, delivery = play.call("POST", f"{path}/test", None, 202)
    check_line(play.arrived(receiver, delivery["event_id"])[0], [True, True])
    body = {"former_secret_expires_in_s": 0}
    _, newest = play.call("POST", f"{path}/rotate_secret", body)
    receiver.use(endpoint["secret"], rotated["secret"], newest["secret"])
    _, delivery = play.call("POST", f"{path}/test", None, 202)
    check_line(play.arrived(receiver, delivery["event_id"])[0], [False, False, True])
    receiver.use(newest["secret"])


def replays(play, payment, began):
    play.step("One delivery is replayed; then the events of a time")
    endpoint, receiver = play.endpoints[1], play.receivers[1]
    event = play.events_of(payment, "payment.succeeded")[0]
    path = f"/v1/webhook_deliveries?endpoint_id={endpoint['id']}&status=delivered&limit=100"
    def delivered():
        _, page = play.call("GET", path)
        return [d for d in page["data"] if d["event_id"] == event["id"]]
    delivery = play.until("the delivery's record", delivered)[0]
    _, again = play.call("POST", f"/v1/webhook_deliveries/{delivery['id']}/replay", None, 202)
    check(again["status"] == "pending", "not due again")
    play.arrived(receiver, event["id"], 2)
    def logged():
        _, shown = play.call("GET", f"/v1/webhook_deliveries/{delivery['id']}")
        return shown if len(shown["attempts"]) == 2 and shown["status"] == "delivered" else None
    shown = play.until("two attempts in the log", logged)
    check(all(a["http_status"] == 204 for a in shown["attempts"]), str(shown))

    late = play.create_endpoint(receiver.url + "/late", ["payment.succeeded"])
    receiver.use(endpoint["secret"], late["secret"])
    span = {"from": rfc3339(began), "to": rfc3339(now())}
    replay = f"/v1/webhook_endpoints/{late['id']}/replay"
    _, answer = play.call("POST", replay, span, 202)
    check(answer["replayed"] >= 1 and not answer["has_more"], str(answer))
    lines = play.arrived(receiver, event["id"], 3)
    check_line(next(line for line in lines if line["path"] == "/late"), [False, True])
    records = f"/v1/webhook_deliveries?endpoint_id={late['id']}&status=delivered"
    play.until("the records of the replay",
               lambda: len(play.call("GET", records)[1]["data"]) == answer["replayed"])
    _, answer = play.call("POST", replay, span, 202)
    check(answer["replayed"] == 0, "what was delivered is replayed although not asked for")
    _, answer = play.call("POST", replay, {**span, "deliveries": "all"}, 202)
    check(answer["replayed"] >= 1, "not replayed although asked for")
    play.call("POST", replay, {"from": span["to"], "to": span["from"]}, 400)
    play.call("DELETE", f"/v1/webhook_endpoints/{late['id']}")
    play.call("GET", f"/v1/webhook_endpoints/{late['id']}", expect=404)
    receiver.use(endpoint["secret"])


def failures(play):
    play.step("A failing endpoint is tried again and told; 410 disables; disabled ones send nothing")
    receiver = play.receivers[0]
    failing = play.create_endpoint(receiver.url + "/fail", ["refund.failed"])
    _, delivery = play.call("POST", f"/v1/webhook_endpoints/{failing['id']}/test", None, 202)
    def failed_once():
        _, shown = play.call("GET", f"/v1/webhook_deliveries/{delivery['id']}")
        return shown if shown["attempts"] else None
    shown = play.until("the failed attempt", failed_once)
    check(shown["status"] == "pending" and shown["next_attempt_at"], str(shown))
    check(shown["last_error"] == "The endpoint answered 500.", str(shown))
    play.arrived(receiver, delivery["event_id"], 2)  # five seconds later, by itself

    path = f"/v1/webhook_endpoints/{failing['id']}"
    _, gone = play.call("PATCH", path, {"url": receiver.url + "/gone"})
    check(gone["version"] == 2, "not changed")
    play.call("POST", f"{path}/test", None, 202)
    disabled = play.until("410 disables", lambda: [
        e for e in [play.call("GET", path)[1]] if e["status"] == "disabled"])[0]
    check(disabled["disabled_reason"] == "gone", str(disabled))
    _, problem = play.call("POST", f"{path}/test", None, 409)
    check(problem["code"] == "webhook_endpoint_disabled", str(problem))
    _, enabled = play.call("PATCH", path, {"status": "enabled", "url": receiver.url + "/hook"})
    check(enabled["status"] == "enabled" and not enabled["disabled_reason"], str(enabled))
    play.call("DELETE", path)


def strangers(play):
    play.step("Another merchant's ids are nothing; no secret stands in the database")
    token = play.options.stranger
    path = f"/v1/webhook_endpoints/{play.endpoints[0]['id']}"
    play.call("GET", path, expect=404, bearer=token)
    play.call("PATCH", path, {"status": "disabled"}, 404, bearer=token)
    play.call("DELETE", path, expect=404, bearer=token)
    for action in ("test", "rotate_secret"):
        play.call("POST", f"{path}/{action}", None, 404, bearer=token)
    play.call("GET", "/v1/webhook_deliveries?endpoint_id=" + play.endpoints[0]["id"], expect=404,
              bearer=token)
    _, own = play.call("GET", "/v1/webhook_deliveries?limit=1")
    delivery = f"/v1/webhook_deliveries/{own['data'][0]['id']}"
    play.call("GET", delivery, expect=404, bearer=token)
    play.call("POST", f"{delivery}/replay", None, 404, bearer=token)
    for path in ("/v1/webhook_endpoints", "/v1/webhook_deliveries", "/v1/events"):
        check(play.call("GET", path, bearer=token)[1]["data"] == [], f"{path} shows a stranger's")
    columns = {"requests": ("answer_body",), "webhook_endpoints": ("url", "description"),
               "webhook_secrets": ("sealed",), "webhook_deliveries": ("payload", "last_error"),
               "webhook_attempts": ("answer", "error")}
    for table, names in columns.items():
        found = " OR ".join(f"INSTR({name}, 'whsec_') > 0" for name in names)
        query = f"SELECT COUNT(*), COALESCE(SUM({found}), 0) FROM {table}"
        rows, secrets = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={play.options.mariadb_socket}", "-N",
             "tollgate", "-e", query], check=True, capture_output=True, text=True).stdout.split()
        check(int(rows) > 0, f"{table} is empty: this proves nothing")
        check(int(secrets) == 0, f"{table} holds a secret in the clear")


def pages(play):
    play.step("Events and deliveries come in pages, newest first")
    _, first = play.call("GET", "/v1/events?limit=2")
    check(len(first["data"]) == 2 and first["has_more"], "no page")
    _, second = play.call("GET", f"/v1/events?limit=2&starting_after={first['next_cursor']}")
    ids = [event["id"] for event in first["data"] + second["data"]]
    check(ids == sorted(ids, reverse=True) and len(set(ids)) == 4, str(ids))
    play.call("GET", "/v1/events?starting_after=nonsense", expect=400)
    play.call("GET", "/v1/events?colour=red", expect=400)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "key-id", "secret-file", "stranger", "receivers", "mariadb-socket"):
        parser.add_argument(f"--{name}", required=True)
    play = Play(parser.parse_args())
    began = now()
    try:
        register(play)
        test_events(play)
        payment = payments(play)
        play.pay("5555555555554444")
        rotation(play)
        replays(play, payment, began)
        failures(play)
        strangers(play)
        pages(play)
        for endpoint in play.endpoints:
            play.call("DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")
    except (Failure, OSError, subprocess.CalledProcessError) as failure:
        print(f"FAILED at step {play.steps}: {failure}", file=sys.stderr)
        return 1
    print(f"All {play.steps} steps held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
