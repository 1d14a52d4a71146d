"""Payouts through the open API: what the bank makes of them, and who may send, see and change them."""

import uuid

from checking import check

PAYEE = {"name": "Acme Parts & Co", "account": "123-456.7890", "bic": "CHASUS33", "country": "US"}


def pay_out(world, expect, amount=2500, currency="EUR", quote=None, **payee):
    return world.transfer(expect, "/v1/payouts", amount, currency, purpose="SUPP", fx_quote=quote,
                          payee={**PAYEE, **payee})


def reference(world, payout):
    return world.reference(payout, "payout")


def events(world, payout):
    return [each["type"] for each in world.call("GET", world.path(payout) + "/events")["data"]]


def pays_out(world):
    """Taken, settled, told; the bank pays the payee from the merchant's account, once."""
    world.mode(copies=2)
    payout = pay_out(world, 202)
    check(payout["id"].startswith("po_") and payout["object"] == "payout", payout)
    check(payout["payee"] == {**PAYEE, "iban": None, "account": "****7890"}, payout)
    world.bank("settle", reference=reference(world, payout))
    now = world.until_status(payout, "succeeded")
    check((now["amount_paid"], now["amount_reversed"]) == (2500, 0), now)
    taken, done = world.journal(reference(world, payout))
    check((taken["what"], done["what"]) == ("taken", "settled"), (taken, done))
    check((taken["creditor"], taken["amount"], taken["purpose"]) == ("123-456.7890", "25.00", "SUPP"), taken)
    check(events(world, payout) == ["payout.created", "payout.processing", "payout.succeeded"], events(world, payout))
    for operation in world.operations(payout):
        check(operation["payout_id"] == payout["id"] and "payment_id" not in operation, operation)
    return payout


def comes_back(world):
    """Returned after it had settled: it succeeded all the same, and tells what came back."""
    payout = pays_out(world)
    world.mode()
    world.bank("return", reference=reference(world, payout), reason="AC04")
    now = world.until(payout, lambda now: now["amount_reversed"] == 2500, "returned")
    check((now["status"], now["amount_paid"]) == ("succeeded", 2500), now)
    check(events(world, payout)[-1] == "payout.returned", events(world, payout))


def payout_rejected(world):
    world.mode(reject="AC03")
    answer = pay_out(world, 402)
    check((answer["code"], answer["decline_code"]) == ("payout_declined", "beneficiary_invalid"), answer)
    now = world.call("GET", "/v1/payouts/" + answer["payout_id"])
    check((now["status"], now["amount_paid"]) == ("failed", 0), now)
    check(world.effects(reference(world, now)) == ["taken", "rejected"], "not once")


def payee_kept_out(world):
    world.mode()
    before = world.bank("state")["instructions"]
    for said, code in (({"name": "Ivan Drago"}, "sanctions_blocked"), ({"bic": ""}, "beneficiary_invalid")):
        answer = pay_out(world, 402, **said)
        check(answer["decline_code"] == code, answer)
    for said in ({"iban": "GB29NWBK60161331926819"}, {"name": ""}, {"country": "us"}, {"bic": "SHORT"}):
        pay_out(world, 400, **said)
    check(world.bank("state")["instructions"] == before, "the bank heard of it")


def payout_answer_lost(world):
    """Paid, and the answer and the advice lost: asked, not sent again, not guessed."""
    world.mode(status="ACSC", answer_lost=True, never=True)
    payout = pay_out(world, 202)
    check((payout["status"], payout["reason"]) == ("processing", "outcome_unknown"), payout)
    world.mode()
    world.until_status(payout, "succeeded")
    check(world.effects(reference(world, payout)) == ["taken", "settled"], "not once")


def payout_never_arrived(world):
    world.mode(deaf=True)
    payout = pay_out(world, 202)
    world.mode()
    now = world.until_status(payout, "failed")
    check(now["reason"] == "not_found", now)
    check(world.effects(reference(world, payout)) == [], "it was sent again")


def payouts_by_themselves(world):
    """Neither list shows the other's, and neither path leads to them; nothing else is done with them."""
    world.mode()
    payout = pay_out(world, 202)
    payment = world.pay(202)
    listed = world.call("GET", "/v1/payouts?limit=100")["data"]
    check(listed[0]["id"] == payout["id"] and {each["object"] for each in listed} == {"payout"}, listed)
    paged = world.call("GET", "/v1/payouts?limit=1&starting_after=" + payout["id"])
    check(paged["data"][0]["id"] == listed[1]["id"] and paged["next_cursor"].startswith("po_"), paged)
    found = world.call("GET", "/v1/payouts?merchant_reference=" + payout["merchant_reference"])["data"]
    check([each["id"] for each in found] == [payout["id"]], found)
    payments = world.call("GET", "/v1/payments?limit=100")["data"]
    check({each["object"] for each in payments} == {"payment"}, payments)
    bare = payout["id"].removeprefix("po_")
    for path in (f"/v1/payments/{payout['id']}", f"/v1/payments/pay_{bare}", f"/v1/payments/pay_{bare}/events",
                 f"/v1/payouts/{payment['id']}", f"/v1/payouts/po_{payment['id'].removeprefix('pay_')}"):
        world.call("GET", path, expect=404)
    world.call("POST", "/v1/refunds", {"payment_id": "pay_" + bare}, 404)
    world.call("POST", f"/v1/payments/pay_{bare}/capture", {}, 404)
    world.call("POST", f"/v1/payouts/{payout['id']}/cancel", {}, 409)
    world.bank("settle", reference=reference(world, payout))
    world.call("POST", f"/v1/payouts/{payout['id']}/sync", {})
    world.until_status(payout, "succeeded")


def repeated(world):
    """The same key is one payout with one answer, the same reference another's."""
    world.mode()
    key, order = str(uuid.uuid4()), str(uuid.uuid4())
    body = {"amount": 700, "currency": "EUR", "payment_method_type": "bank_transfer", "payee": PAYEE,
            "merchant_reference": order}
    first, second = (world.client.request("POST", "/v1/payouts", body, key) for _ in range(2))
    check(first[0] == second[0] == 202 and first[2] == second[2], (first, second))
    check(world.call("POST", "/v1/payouts", body, 409)["code"] == "duplicate_merchant_reference", "the reference")
    check(world.effects(reference(world, first[2])) == ["taken"], "not once")


def no_such_way(world):
    for change, code in (({"payment_method_type": "wallet"}, "payment_method_not_supported"),
                         ({"payment_method_type": "card"}, "parameter_invalid"),
                         ({"capture_method": "manual"}, "parameter_unknown"), ({"payee": {}}, "parameter_missing")):
        body = {"amount": 700, "currency": "EUR", "payment_method_type": "bank_transfer", "payee": PAYEE, **change}
        status, _, answer = world.client.request("POST", "/v1/payouts", body, str(uuid.uuid4()))
        check(status in (400, 422) and answer["code"] == code, (change, answer))


def refused_by_key(world, path, body):
    status, _, answer = world.client.request("POST", path, body, str(uuid.uuid4()),
                                             bearer=world.options.payments_only_token)
    check((status, answer["code"]) == (403, "permission_denied"), answer)


def not_by_every_key(world):
    """A key that takes payments sends none away."""
    refused_by_key(world, "/v1/payouts", {"amount": 700, "currency": "EUR",
                                          "payment_method_type": "bank_transfer", "payee": PAYEE})


def waits_for_a_person(world):
    """A large one is looked at first; to approve it is to send it, and so needs the permission."""
    world.mode()
    before = world.bank("state")["instructions"]
    payout, withdrawn, rejected = (pay_out(world, 201, 500_000) for _ in range(3))
    check((payout["status"], payout["risk"]["reasons"]) == ("in_review", ["R301"]), payout)
    waiting = {each["id"] for each in world.call("GET", "/v1/risk/reviews?limit=100")["data"]}
    check({payout["id"], withdrawn["id"], rejected["id"]} <= waiting, waiting)
    refused_by_key(world, f"/v1/risk/reviews/{payout['id']}/approve", {})
    world.call("POST", f"/v1/risk/reviews/pay_{payout['id'].removeprefix('po_')}/approve", {}, 404)
    check(world.call("POST", world.path(withdrawn) + "/cancel", {})["status"] == "canceled", "not canceled")
    answer = world.call("POST", f"/v1/risk/reviews/{rejected['id']}/reject", {})
    check((answer["status"], answer["reason"]) == ("failed", "review_rejected"), answer)
    check(world.bank("state")["instructions"] == before, "the bank heard of it")
    check(world.pay(202, 500_000)["status"] == "processing", "a payment was kept")
    world.call("POST", f"/v1/risk/reviews/{payout['id']}/approve", {}, 202)
    world.bank("settle", reference=reference(world, payout))
    world.until_status(payout, "succeeded")
    told = ["payout.in_review", "payout.review_approved", "payout.processing", "payout.succeeded"]
    check(events(world, payout) == told, events(world, payout))


def payout_quoted(world):
    """At a rate that was promised for it, and for no payment; told with what left the account."""
    world.mode()
    quote = world.quote(10000, **{"for": "payout"})
    wrong = world.pay(400, 10000, "USD", quote=quote["id"])
    check((wrong["code"], wrong["param"]) == ("parameter_invalid", "fx_quote"), wrong)
    world.mode(rates={"USD": "0.50"})
    payout = pay_out(world, 202, 10000, "USD", quote=quote["id"])
    world.bank("settle", reference=reference(world, payout))
    now = world.until_status(payout, "succeeded")
    check((now["fx_quote"], now["exchange"]) == (quote["id"], quote["exchange"]), now)
    check(pay_out(world, 422, 10000, "USD", quote=quote["id"])["code"] == "fx_quote_expired", "taken twice")
    check(world.breaks(payout) == 0, "a kept promise is a break")


def told_of_another_amount(world):
    """Believed by nobody, and listed for people under the id that the merchant knows."""
    world.mode()
    payout = pay_out(world, 202)
    world.bank("advise", reference=reference(world, payout), amount="24.99", currency="EUR")
    world.until_break(payout)
    check(world.payment(payout)["status"] == "processing", "another amount was believed")
    line = next(line for line in world.listed_breaks() if payout["id"] in line)
    check("amount_mismatch" in line and "2499 EUR" in line, line)
    world.bank("settle", reference=reference(world, payout))
    world.until_status(payout, "succeeded")


STEPS = (comes_back, payout_rejected, payee_kept_out, payout_answer_lost, payout_never_arrived, payouts_by_themselves,
         repeated, no_such_way, not_by_every_key, waits_for_a_person,
         payout_quoted, told_of_another_amount)
