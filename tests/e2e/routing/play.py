#!/usr/bin/env python3
"""One step of the routing test; see run. Ends with an assertion's sentence when it does not hold."""

import argparse
import collections
import pathlib
import time

from journals import check_journals
from shop import THREADS, Shop

MAIN, SECOND = "card_main", "card_south"
CLOSED_WITHIN_S = 60
FLAPPING_S = 120
CLOSED, OPEN = 0, 2
MINIMUM_CALLS, OPEN_S, PROBES = 5, 1, 2  # of the breakers in run


def breaker(shop):
    return shop.metric("tollgate_breaker_state", channel_account=MAIN)


def failovers(shop, why):
    return shop.metric("tollgate_route_failovers_total", **{"from": MAIN, "to": SECOND, "why": why})


def all_succeeded(results):
    for status, payment in results:
        assert status == 201 and payment["status"] == "succeeded", f"{status}: {payment}"


def all_at(shop, account):
    before = failovers(shop, "not_sent") + failovers(shop, "declined")
    chosen = shop.metric("tollgate_route_choices_total", channel_account=account)
    results = shop.pay_many(lambda done: len(done) >= 20, most=20)
    all_succeeded(results)
    strays = [payment for _, payment in results if payment["channel_account"] != account]
    assert not strays, f"not at {account}: {strays}"
    after = failovers(shop, "not_sent") + failovers(shop, "declined")
    assert after == before, f"{after - before} payments took a detour"
    chosen = shop.metric("tollgate_route_choices_total", channel_account=account) - chosen
    assert chosen == len(results), f"{chosen} choices counted for {len(results)} payments"
    ratio = shop.metric("tollgate_channel_success_ratio", channel_account=account)
    assert 0 < ratio <= 1, f"the success ratio of {account} is {ratio}"
    print(f"{len(results)} payments, all at {account}, none by a detour; its success ratio is {ratio}")


def rest_at_second(shop):
    """With the breaker open only its probes go to the first acquirer."""
    before, begun = failovers(shop, "not_sent"), time.monotonic()
    results = shop.pay_many(lambda done: len(done) >= 30, most=30)
    probes_max = PROBES * (1 + (time.monotonic() - begun) / OPEN_S)
    at_main = [(status, payment["status"]) for status, payment in results
               if payment["channel_account"] == MAIN]
    detours = failovers(shop, "not_sent") - before
    all_succeeded([result for result in results if result[1]["channel_account"] == SECOND])
    assert all(status == 202 for status, _ in at_main), f"at the first acquirer: {at_main}"
    probes = len(at_main) + detours
    assert probes <= probes_max, f"{probes} payments tried the first acquirer"
    print(f"{len(results)} payments, {probes:.0f} of them probes of the first acquirer")


def until_open(shop):
    """Silence leaves payments `processing`; what follows must not wait for them."""
    seen = {}

    def is_open(_):
        if breaker(shop) == OPEN:
            seen.setdefault("at", time.monotonic())
        return "at" in seen

    good_before = len(shop.paid())
    begun, before = time.monotonic(), failovers(shop, "not_sent")
    results = shop.pay_many(is_open)
    assert "at" in seen, "the breaker never opened"
    took = seen["at"] - begun
    refused = [payment for status, payment in results if status not in (201, 202)]
    assert not refused, f"refused although the second acquirer is well: {refused}"
    second = sum(payment["channel_account"] == SECOND for _, payment in results)
    met = len(results) - second + failovers(shop, "not_sent") - before
    print(f"the breaker opened after {took:.1f} s and {met:.0f} payments that met the outage")
    # In payments, not seconds: a busy machine pays slowly. A quarter must have failed of all that
    # the window holds; those under way at once come on top.
    most = max(MINIMUM_CALLS, good_before / 3) + THREADS
    assert met <= most, f"that is more than {most:.0f} payments"


def until_closed(shop):
    begun = time.monotonic()

    def is_closed(_):
        return breaker(shop) == CLOSED or time.monotonic() - begun > CLOSED_WITHIN_S

    results = shop.pay_many(is_closed)
    assert breaker(shop) == CLOSED, f"the breaker did not close in {CLOSED_WITHIN_S} s"
    refused = [payment for status, payment in results if status not in (201, 202)]
    assert not refused, f"refused although the second acquirer is well: {refused}"
    print(f"the breaker closed after {time.monotonic() - begun:.1f} s and {len(results)} payments")


def declines(shop):
    before = failovers(shop, "declined")
    shop.order("POST", "/faults", {"type": "0200", "answer": "91", "times": 10})
    results = shop.pay_many(lambda done: len(done) >= 20, most=20)
    shop.order("DELETE", "/faults")
    all_succeeded(results)
    assert failovers(shop, "declined") == before + 10, "ten declines, other failovers"
    assert breaker(shop) == CLOSED, "declines opened the breaker"
    print("10 declines for now, 10 approvals by the second acquirer, the breaker closed")


def flapping(shop, state):
    """Until run has taken the first acquirer away and back a few times."""
    over = pathlib.Path(state) / "flapped"
    begun = time.monotonic()
    results = shop.pay_many(lambda _: over.exists() or time.monotonic() - begun > FLAPPING_S)
    assert over.exists(), f"run did not say in {FLAPPING_S} s that it was over"
    ways = collections.Counter(
        (status, payment["channel_account"], payment["status"]) for status, payment in results)
    print(f"{len(results)} payments while the first acquirer came and went: {dict(ways)}")
    assert all(status in (201, 202) for status, _, _ in ways), "one was refused"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    steps = {"until-open": until_open, "until-closed": until_closed, "declines": declines,
             "rest-at-second": rest_at_second,
             "slow": lambda shop: shop.order(
                 "POST", "/faults", {"type": "0200", "fault": "slow", "times": 0}),
             "lossy": lambda shop: shop.order(
                 "POST", "/faults", {"type": "0200", "fault": "drop_before", "times": 3}),
             "well": lambda shop: shop.order("DELETE", "/faults")}
    parser.add_argument("step", choices=[*steps, "all-at", "flapping", "settled"])
    parser.add_argument("account", nargs="?")
    for name in ("url", "key", "secret", "state", "control"):
        parser.add_argument(f"--{name}", required=True)
    wanted = parser.parse_args()
    shop = Shop(wanted.url, wanted.key, wanted.secret, wanted.state, wanted.control)
    if wanted.step == "all-at":
        all_at(shop, wanted.account)
    elif wanted.step == "settled":
        check_journals(shop, wanted.state)
    elif wanted.step == "flapping":
        flapping(shop, wanted.state)
    else:
        steps[wanted.step](shop)


if __name__ == "__main__":
    main()
