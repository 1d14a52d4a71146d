"""Plays a merchant and a payer, has the wallet tell as wrong as it can, and looks at what the
gateway, its database and the wallet's journal then say. Exits 1 at the first difference."""

import argparse
import collections
import concurrent.futures
import http.client
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "sandbox/demo"))
from client import Client  # noqa: E402
from kills import killed_while_told  # noqa: E402

CARD = {"number": "4242424242424242", "expiry_month": 12, "expiry_year": 2035}


class Failed(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failed(what)


class World:
    def __init__(self, options):
        self.options = options
        self.secret = pathlib.Path(options.secret_file).read_text(encoding="ascii").strip()
        self.client = Client(options.gateway, options.key, self.secret)
        self.number = 0
        self.run = f"{time.time_ns():x}"
        self.token = self.call("POST", "/v1/card_tokens", {"card": CARD}, 201)["id"]

    def call(self, method, path, body=None, expect=200, client=None):
        key = None
        if method == "POST":
            self.number += 1
            key = f"{self.run}-{self.number}"
        status, _, answer = (client or self.client).request(method, path, body, key)
        check(status in (expect if isinstance(expect, tuple) else (expect,)), f"{method} {path}: {status}: {answer}")
        return answer

    def pay(self, amount=1000, currency="EUR", expect=(201, 202)):
        return self.call("POST", "/v1/payments",
                         {"amount": amount, "currency": currency, "payment_method_type": "wallet"}, expect)

    def payment(self, payment):
        return self.call("GET", f"/v1/payments/{payment['id']}")

    def operation(self, payment):
        listed = self.call("GET", f"/v1/payments/{payment['id']}/operations")["data"]
        return next(item["id"] for item in listed if item["kind"] == "sale")

    def until(self, payment, status, limit_s=60):
        end = time.monotonic() + limit_s
        while True:
            now = self.payment(payment)
            if now["status"] == status:
                return now
            check(time.monotonic() < end, f"{payment['id']} is {now['status']} ({now['reason']}), not {status}")
            time.sleep(0.1)

    def wallet(self, what, **body):
        parts = urllib.parse.urlsplit(self.options.wallet)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        connection.request("POST", "/control/" + what, json.dumps(body))
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        check(response.status == 200, f"the wallet refuses {what}: {answer}")
        return answer

    def mode(self, **changes):
        plain = {"early": False, "never": False, "copies": 1, "shuffle": 1, "late_s": 0, "forged": False,
                 "answer_lost": False, "expires_s": 900}
        self.wallet("mode", **{**plain, **changes})

    def quiet(self, limit_s=60):
        """Waits until the wallet has told everything."""
        end = time.monotonic() + limit_s
        while self.wallet("state")["waiting"] > 0:
            check(time.monotonic() < end, "the wallet still has something to tell")
            time.sleep(0.1)
        return self.wallet("state")

    def rows(self, sql):
        command = ["mariadb", "--no-defaults", f"--socket={self.options.socket}", f"--user={self.options.user}",
                   "--batch", "--skip-column-names", "tollgate", "-e", sql]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def stands(self):
        """How many notifications stand how."""
        names = {1: "received", 2: "refused", 3: "waiting", 4: "applied", 5: "known", 6: "given_up"}
        rows = self.rows("SELECT status, COUNT(*) FROM notifications GROUP BY status")
        return collections.Counter({names[int(status)]: int(count) for status, count in rows})

    def events_taken(self):
        """How many events of the wallet were taken, applied or known: each holds one notification's row."""
        return int(self.rows("SELECT COUNT(event_id) FROM notifications WHERE status IN (4, 5)")[0][0])

    def journal(self):
        lines = pathlib.Path(self.options.journal).read_text(encoding="utf-8").splitlines()
        return list(map(json.loads, lines))

    def effects(self, reference):
        """What the wallet's journal says of one order."""
        return [line["what"] for line in self.journal() if line["reference"] == reference]

    def pay_many(self, count):
        """Payments from eight clients at once; gives the wallet's names of their orders."""
        self.number += 1
        clients = [Client(self.options.gateway, self.options.key, self.secret) for _ in range(8)]
        body = {"amount": 1000, "currency": "EUR", "payment_method": self.token}

        def pay(i):
            key = f"{self.run}-{self.number}-many-{i}"
            status, _, answer = clients[i % 8].request("POST", "/v1/payments", body, key)
            check(status == 201, answer)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(pay, range(count)))
        return [line["reference"] for line in self.journal() if line["what"] == "created"][-count:]

    def tell_of_unknown(self, reference="op_01JZZZZZZZZZZZZZZZZZZZZZZZ"):
        self.wallet("tell", account="shop-1", reference=reference, type="order.paid", amount=1,
                    url=self.options.gateway + "/v1/notify/tollgate.qrpay/qr_main")
        self.wallet("flush")
        self.quiet()

    def nothing_waits(self, limit_s=60):
        end = time.monotonic() + limit_s
        while self.stands()["received"] > 0:
            check(time.monotonic() < end, f"notifications stay unapplied: {self.stands()}")
            time.sleep(0.2)

    def fail(self, what):
        raise Failed(what)

    def raw(self, path, body, headers, method="POST"):
        parts = urllib.parse.urlsplit(self.options.gateway)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.status, response.read()
        connection.close()
        return answer


def paid_by_notification(world):
    world.mode()
    payment = world.pay()
    check(payment["status"] == "requires_action", payment)
    action = payment["next_action"]
    check(action["type"] == "display_qr_code" and action["qr_code"].startswith("wallet:pay/wo_op_"), action)
    check(payment["expires_at"] is not None, payment)
    world.wallet("pay", reference=world.operation(payment))
    now = world.until(payment, "succeeded")
    check(now["amount_received"] == 1000 and now["next_action"] is None, now)
    return payment


def redirected(world):
    payment = world.pay(currency="USD")
    check(payment["next_action"]["type"] == "redirect_to_url", payment)
    check(payment["next_action"]["url"].startswith("http://127.0.0.1:"), payment)
    world.wallet("pay", reference=world.operation(payment))
    world.until(payment, "succeeded")


def payer_declines(world):
    payment = world.pay()
    world.wallet("fail", reference=world.operation(payment))
    check(world.until(payment, "failed")["reason"] == "payer_declined", payment)


def early(world):
    """Told, and taken, before the wallet has answered the order."""
    world.mode(early=True)
    payment = world.pay(expect=201)
    check(payment["status"] == "succeeded", payment)
    world.mode(early=True, answer_lost=True)
    lost = world.pay(expect=201)
    check(lost["status"] == "succeeded", lost)
    world.mode()


def answer_lost_and_told_late(world):
    """The order was taken and its answer lost; the notification comes while nobody knows."""
    world.mode(answer_lost=True)
    payment = world.pay()
    check(payment["status"] in ("processing", "requires_action"), payment)
    world.mode()
    world.wallet("pay", reference=world.operation(payment))
    world.until(payment, "succeeded")


def never_told(world):
    """Nothing is told: a sync asks the wallet, and so would the resolver."""
    world.mode(never=True)
    payment = world.pay()
    world.wallet("pay", reference=world.operation(payment))
    synced = world.call("POST", f"/v1/payments/{payment['id']}/sync", {})
    check(synced["status"] == "succeeded", synced)
    world.mode()


def repeated(world):
    payment = world.pay()
    reference = world.operation(payment)
    before, taken = world.stands(), world.events_taken()
    world.mode(copies=20)
    world.wallet("pay", reference=reference)
    world.until(payment, "succeeded")
    world.quiet()
    world.mode()
    after = world.stands()
    check(world.events_taken() - taken == 1, after)
    check(ended(after) - ended(before) == 20, (before, after))
    events = world.call("GET", f"/v1/payments/{payment['id']}/events")["data"]
    check([event["type"] for event in events].count("payment.succeeded") == 1, events)


def forged(world):
    payment = world.pay()
    reference = world.operation(payment)
    before = world.stands()
    world.wallet("tell", account="shop-1", reference=reference, type="order.paid", secret="guessed")
    state = world.quiet()
    check(state["answered_401"] >= 1, state)
    check(world.payment(payment)["status"] == "requires_action", "a forged notification was believed")
    check(world.stands()["refused"] == before["refused"] + 1, world.stands())
    status, body = world.raw("/v1/notify/tollgate.qrpay/qr_main", b"{}", {})
    check((status, body) == (401, b"fail"), (status, body))


def foreign_account(world):
    """One account's notification cannot speak of another's order, whoever signs it."""
    payment = world.pay()
    reference = world.operation(payment)
    base = world.options.gateway + "/v1/notify/tollgate.qrpay/"
    # shop-2's own, rightly signed, about shop-1's order.
    world.wallet("tell", account="shop-2", reference=reference, type="order.paid", amount=1000,
                 url=base + "qr_other")
    # shop-2's at shop-1's address.
    world.wallet("tell", account="shop-2", reference=reference, type="order.paid", amount=1000,
                 url=base + "qr_main", secret="other")
    world.quiet()
    check(world.payment(payment)["status"] == "requires_action", "another account's word was believed")
    check(world.stands()["waiting"] >= 1, world.stands())
    for path in ("/v1/notify/tollgate.qrpay/nobody", "/v1/notify/tollgate.card/qr_main", "/v1/notify/a/b"):
        status, body = world.raw(path, b"{}", {})
        check(status == 404 and b"There is nothing at this path" in body, (path, status, body))


def amount_mismatch(world):
    payment = world.pay()
    reference = world.operation(payment)
    world.wallet("tell", account="shop-1", reference=reference, type="order.paid", amount=999)
    world.quiet()
    check(world.payment(payment)["status"] == "requires_action", "another amount was believed")
    listed = tollgate(world, "breaks", "list")
    line = next(line for line in listed.splitlines() if reference in line)
    check("amount_mismatch" in line, line)
    tollgate(world, "breaks", "close", line.split()[0], "--reason", "the wallet mended it", "--by", "e2e")
    check(reference not in tollgate(world, "breaks", "list"), "the break is still open")


def unknown_operation(world):
    before = world.stands()
    for reference in ("op_01JZZZZZZZZZZZZZZZZZZZZZZZ", "order 17 of another system"):
        world.tell_of_unknown(reference)
    after = world.stands()
    check(after["waiting"] - before["waiting"] == 1, (before, after))
    check(after["given_up"] - before["given_up"] == 1, (before, after))
    listed = tollgate(world, "notifications", "given-up")
    check(listed.startswith("ntf_") and "qr_main" in listed, listed)
    tollgate(world, "notifications", "retry", listed.split()[0])


def late_approval(world):
    """The payment's time ran out and it was closed; then the wallet takes the money all the same."""
    world.mode(never=True, expires_s=1)
    payment = world.pay()
    reference = world.operation(payment)
    closed = world.until(payment, "canceled")
    check(closed["reason"] == "expired", closed)
    check("closed" in world.effects(reference), world.effects(reference))
    world.mode()
    world.wallet("tell", account="shop-1", reference=reference, type="order.paid", amount=1000)
    world.quiet()
    end = time.monotonic() + 60
    while True:
        operations = world.call("GET", f"/v1/payments/{payment['id']}/operations")["data"]
        late = [item for item in operations if item["cause"] == "late_approval"]
        if late and late[0]["outcome"] == "approved":
            break
        check(time.monotonic() < end, operations)
        time.sleep(0.1)
    check(world.payment(payment)["status"] == "canceled", "a closed payment was opened again")


def disputes(world):
    payment = paid_by_notification(world)
    reference = world.operation(payment)
    world.wallet("tell", account="shop-1", reference=reference, type="dispute.opened", amount=400, event="d1",
                 times=5)
    world.quiet()
    check(world.payment(payment)["amount_disputed"] == 400, world.payment(payment))
    world.wallet("tell", account="shop-1", reference=reference, type="dispute.lost", amount=400, event="d2",
                 times=5)
    world.quiet()
    now = world.payment(payment)
    check((now["amount_disputed"], now["amount_reversed"]) == (0, 400), now)
    refund = world.call("POST", "/v1/refunds", {"payment_id": payment["id"], "amount": 600}, 201)
    check(refund["status"] == "succeeded", refund)


def flood(world):
    """Each payment is told of ten times, everything shuffled; one payer in ten declines."""
    copies, batch = 10, 200
    payments = max(world.options.count // copies, 1)
    told_s = 0
    for start in range(0, payments, batch):
        size = min(batch, payments - start)
        created = world.pay_many(size)
        world.mode(copies=copies, shuffle=size * copies)
        begun = time.monotonic()
        for i, reference in enumerate(created):
            world.wallet("fail" if i % 10 == 9 else "pay", reference=reference)
        world.wallet("flush")
        world.quiet(limit_s=600)
        told_s += time.monotonic() - begun
    world.mode()
    return payments, payments * copies, told_s


def ended(stands):
    """Which of two copies that race is called the applied one is chance; so is whether the resolver
    asked the wallet first."""
    return stands["applied"] + stands["known"]


def tollgate(world, *words):
    command = [world.options.tollgate, *words[:2], "--config", world.options.config, *words[2:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    check(done.returncode == 0, f"tollgate {' '.join(words)}: {done.stderr}")
    return done.stdout


def check_flood(world, before, taken, payments, notifications, repeats=False):
    """With `repeats`, some were taken and told once more, because nobody lived to answer."""
    after = world.stands()
    check(after["received"] == 0, after)
    check(world.events_taken() - taken == payments, (before, after))
    more = ended(after) - ended(before) - notifications
    check(more >= 0 if repeats else more == 0, (before, after))
    # The books of both sides agree: what the wallet took is what the gateway says was paid.
    kept = collections.Counter()
    for line in world.journal():
        if line["what"] == "paid":
            kept["paid"] += line["amount"]
        if line["what"] in ("reversed", "refunded"):
            kept["back"] += line["amount"]
    ours = world.rows("SELECT SUM(amount_captured), SUM(amount_refunded) FROM payments")[0]
    check((int(ours[0]), int(ours[1])) == (kept["paid"], kept["back"]), (ours, kept))
    declined = sum(line["what"] == "failed" for line in world.journal())
    failed = int(world.rows("SELECT COUNT(*) FROM payments WHERE reason = 'payer_declined'")[0][0])
    check(failed == declined, (failed, declined))
    doubled = world.rows("SELECT payment_id FROM events WHERE type IN ('payment.succeeded', 'payment.failed') "
                         "GROUP BY payment_id HAVING COUNT(*) > 1")
    check(not doubled, f"{len(doubled)} payments ended twice")
    raw = world.rows("SELECT COUNT(*) FROM notifications WHERE request LIKE '%order.paid%'")[0][0]
    check(int(raw) == 0, "a raw request stands in the database unsealed")


def main():
    parser = argparse.ArgumentParser()
    for name in ("gateway", "wallet", "key", "secret-file", "socket", "user", "journal", "config", "tollgate"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--state", help="folder of the run's processes", required=True)
    for name in ("count", "kills", "seed"):
        parser.add_argument("--" + name, type=int, required=True)
    world = World(parser.parse_args())
    scenes = (paid_by_notification, redirected, payer_declines, early, answer_lost_and_told_late, never_told,
              repeated, forged, foreign_account, amount_mismatch, unknown_operation, late_approval, disputes)
    for scene in scenes:
        begun = time.monotonic()
        try:
            scene(world)
        except Failed as failed:
            sys.exit(f"FAIL  {scene.__name__}: {failed}")
        print(f"ok    {scene.__name__} ({time.monotonic() - begun:.1f} s)", flush=True)
    try:
        before, taken = world.stands(), world.events_taken()
        payments, notifications, told_s = flood(world)
        check_flood(world, before, taken, payments, notifications)
    except Failed as failed:
        sys.exit(f"FAIL  flood: {failed}")
    print(f"ok    flood: {notifications} notifications, shuffled, of {payments} payments, each taken once, "
          f"{notifications / told_s:.0f} a second")
    if world.options.kills:
        play_kills(world)
    print(f"      they stand: {dict(world.stands())}")


def play_kills(world):
    before, taken, begun = world.stands(), world.events_taken(), time.monotonic()
    try:
        payments, notifications = killed_while_told(world, world.options.kills)
        check_flood(world, before, taken, payments, notifications, repeats=True)
    except Failed as failed:
        sys.exit(f"FAIL  kills: {failed}")
    print(f"ok    kills: killed {world.options.kills} times while {notifications} notifications of {payments} "
          f"payments were told, each taken once ({time.monotonic() - begun:.1f} s)")


if __name__ == "__main__":
    main()
