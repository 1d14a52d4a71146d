"""Rules about history: events, their numbers, their order, and what Kafka got of them."""

import collections

from evidence import told_of

# (state, event type) -> next state. The states are finer than a payment's status: a capture and a
# cancel under way both are `processing`.
LEGAL = {
    ("", "payment.created"): "charging",
    ("", "payment.blocked"): "failed",
    ("charging", "payment.processing"): "charging",
    ("charging", "payment.rerouted"): "charging",
    ("charging", "payment.authorized"): "held",
    ("charging", "payment.succeeded"): "paid",
    ("charging", "payment.failed"): "failed",
    ("held", "payment.capture_started"): "capturing",
    ("held", "payment.cancel_started"): "canceling",
    ("capturing", "payment.processing"): "capturing",
    ("capturing", "payment.succeeded"): "paid",
    ("capturing", "payment.capture_failed"): "held",
    ("canceling", "payment.processing"): "canceling",
    ("canceling", "payment.canceled"): "canceled",
    ("canceling", "payment.cancel_failed"): "held",
    ("paid", "refund.created"): "paid",
    ("paid", "refund.succeeded"): "paid",
    ("paid", "refund.failed"): "paid",
    ("", "payment.in_review"): "reviewing",
    ("reviewing", "payment.review_approved"): "charging",
    ("reviewing", "payment.failed"): "failed",
    ("reviewing", "payment.canceled"): "canceled",
    ("charging", "payment.rerouted"): "charging",
    ("charging", "payment.canceled"): "canceled",  # its time was over
    ("charging", "payment.requires_action"): "acting",
    ("acting", "payment.requires_action"): "acting",
    ("acting", "payment.authorized"): "held",
    ("acting", "payment.succeeded"): "paid",
    ("acting", "payment.failed"): "failed",
    ("acting", "payment.cancel_started"): "canceling",
    ("capturing", "payment.partially_captured"): "held",
    ("held", "payment.succeeded"): "paid",  # the rest of a capture is given up
    ("held", "payment.cancel_failed"): "held",
    ("canceling", "payment.succeeded"): "paid",  # the rest of a capture is voided
    ("paid", "dispute.opened"): "paid",
    ("paid", "dispute.won"): "paid",
    ("paid", "dispute.lost"): "paid",
    ("paid", "payment.reversed"): "paid",
    ("paid", "refund.exchanged"): "paid",
}
# What it came to on the merchant's account is told when the channel tells it.
LEGAL.update({(state, "payment.exchanged"): state for state in ("held", "capturing", "canceling", "paid")})
# What the channel approved after all, and its void, change no status.
LEGAL.update({(state, event_type): state
              for state in set(LEGAL.values()) - {"reviewing"}
              for event_type in ("payment.approved_late", "payment.late_approval_voided")})
# A payout's, with names of their own, so that no payment has an event of a payout or the other way.
LEGAL.update({
    ("", "payout.created"): "sending",
    ("", "payout.blocked"): "unsent",
    ("", "payout.in_review"): "kept",
    ("kept", "payout.review_approved"): "sending",
    ("kept", "payout.failed"): "unsent",
    ("kept", "payout.canceled"): "withdrawn",
    ("sending", "payout.processing"): "sending",
    ("sending", "payout.rerouted"): "sending",
    ("sending", "payout.succeeded"): "sent",
    ("sending", "payout.failed"): "unsent",
    ("sent", "payout.returned"): "sent",
    ("sent", "payout.exchanged"): "sent",
})
STATUS_IN = {"sending": "processing", "sent": "succeeded", "unsent": "failed", "kept": "in_review",
             "withdrawn": "canceled",
             "charging": "processing", "capturing": "processing", "canceling": "processing",
             "held": "requires_capture", "paid": "succeeded", "canceled": "canceled",
             "failed": "failed", "acting": "requires_action", "reviewing": "in_review"}
REFUND_STATUS = {"refund.created": "pending", "refund.succeeded": "succeeded",
                 "refund.failed": "failed"}
# A refund that had failed succeeds when the channel says later that it went through after all.
REFUND_BEFORE = {"pending": ("",), "succeeded": ("pending", "failed"), "failed": ("pending",)}
ROW_OF_EVENT = {"status": "status", "version": "version", "amount": "amount",
                "amount_received": "amount_captured", "amount_refunded": "amount_refunded",
                "amount_refunding": "amount_refunding"}
ROW_OF_PAYOUT_EVENT = {"status": "status", "version": "version", "amount": "amount",
                       "amount_paid": "amount_captured"}
OPEN_OUTCOMES = ("unknown", "pending")


def every_version_has_one_event(evidence):
    """A payment of version N has exactly the events 1 to N."""
    for payment in evidence.payments:
        versions = [event["version"] for event in evidence.events_of[payment["id"]]]
        if versions != list(range(1, payment["version"] + 1)):
            yield f"{payment['id']}: version {payment['version']} has the events {versions}"
    for payment_id in evidence.events_of:
        if payment_id not in evidence.payment_by_id:
            yield f"{payment_id}: has events and no row"


def streams_are_dense(evidence):
    """The events of a stream are numbered 1, 2, 3 … to the number that the stream says."""
    numbers_of = evidence.numbers_of_streams
    for stream in numbers_of.keys() | evidence.streams.keys():
        last, numbers = evidence.streams.get(stream, 0), numbers_of.get(stream, ())
        if sorted(numbers) != list(range(1, last + 1)):
            yield f"stream {stream}: {len(numbers)} events, the last number is {last}"


def histories_are_legal(evidence):
    """A payment's events follow each other as docs/architecture.md allows, and so do refunds'."""
    for payment_id, events in evidence.events_of.items():
        state, refunds = "", {}
        for event in events:
            told, refund = told_of(event["data"]), event["data"].get("refund")
            following = LEGAL.get((state, event["type"]))
            if following is None:
                yield f"{payment_id}: {event['type']} when {state or 'new'}"
                break
            state = following
            if told["status"] != STATUS_IN[state]:
                yield f"{payment_id}: {event['type']} tells of a payment {told['status']}"
            if told["id"] != payment_id or told["version"] != event["version"]:
                yield f"{payment_id}: version {event['version']} tells of another version"
            if event["type"] in REFUND_STATUS:
                before = refunds.get(refund["id"], "")
                refunds[refund["id"]] = refund["status"]
                if refund["status"] != REFUND_STATUS[event["type"]] or (
                        before not in REFUND_BEFORE[refund["status"]]):
                    yield (f"{payment_id}: {refund['id']} goes from {before or 'new'} to "
                           f"{refund['status']}")


def directions_do_not_mix(evidence):
    """A payout's events and operations are those of a payout, and a payment's those of a payment."""
    payouts = {row["id"] for row in evidence.payments if row["direction"] == "payout"}
    for event in evidence.events:
        is_payout = event["payment_id"] in payouts
        told = "payout" in event["data"], event["type"].startswith("payout.")
        if told != (is_payout, is_payout):
            yield f"{event['id']}: {event['type']} of {event['payment_id']}"
    for row in evidence.operations:
        begins = row["kind"] in ("authorize", "sale", "payout")
        if begins and (row["kind"] == "payout") != (row["payment_id"] in payouts):
            yield f"{row['id']}: a {row['kind']} of {row['payment_id']}"


def rows_are_their_last_event(evidence):
    """The row of a payment says what its last event tells."""
    for payment_id, events in evidence.events_of.items():
        row, told = evidence.payment_by_id.get(payment_id), told_of(events[-1]["data"])
        is_payout = "payout" in events[-1]["data"]
        for member, column in (ROW_OF_PAYOUT_EVENT if is_payout else ROW_OF_EVENT).items():
            if row and row[column] != told[member]:
                yield (f"{payment_id}: {column} is {row[column]}, its last event tells "
                       f"{told[member]}")


def nothing_open_is_forgotten(evidence):
    """What has no outcome is due or waits for a person; so has a payment that is under way."""
    undoing = {row["original_id"] for row in evidence.operations
               if row["kind"] == "void" and row["outcome"] in OPEN_OUTCOMES and row["due_at"]}
    watched = set()
    for row in evidence.operations:
        if row["outcome"] in OPEN_OUTCOMES:
            watched.add(row["payment_id"])
            if not (row["due_at"] or row["parked"] or row["id"] in undoing):
                yield f"{row['id']}: a {row['kind']} without outcome that nobody looks at again"
    open_refunds = {row["payment_id"] for row in evidence.refunds if row["status"] == "pending"}
    for row in evidence.payments:
        waits = row["status"] == "processing" or row["id"] in open_refunds
        if waits and row["id"] not in watched:
            yield f"{row['id']}: under way, and none of its operations is"


def what_waits_for_somebody_has_a_clock(evidence):
    """A payment that waits for its payer, its merchant or a person says until when."""
    for row in evidence.payments:
        waits = row["status"] in ("requires_action", "requires_capture", "in_review")
        if waits and not row["expires_at"] and row["reason"] != "expiry_refused":
            yield f"{row['id']}: {row['status']}, and no clock ends it"


def kafka_has_every_event(evidence):
    """Every event of the database reached Kafka under its id, type, key and data."""
    sent = {}
    for message in evidence.messages:
        sent.setdefault(message["headers"].get("ce_id"), []).append(message)
    for event in evidence.events:
        messages = sent.pop(event["id"], [])
        if not messages:
            yield f"{event['id']}: {event['type']} of {event['payment_id']} is not in Kafka"
        for message in messages:
            same = (message["key"] == event["payment_id"]
                    and message["headers"].get("ce_type") == event["type"]
                    and message["headers"].get("ce_subject") == event["payment_id"]
                    and message["value"] == event["data"])
            if not same:
                yield f"{event['id']}: Kafka tells it otherwise"
    for unknown in sent:
        yield f"{unknown}: in Kafka, and not in the database"


def kafka_keeps_the_order(evidence):
    """Without repeats, a payment's events are in one partition in the order of their versions."""
    first = {}
    for message in sorted(evidence.messages, key=lambda m: (m["partition"], m["offset"])):
        first.setdefault(message["headers"].get("ce_id"), message)
    for payment_id, messages in by_key(first.values()).items():
        versions = [told_of(message["value"])["version"] for message in messages]
        if versions != sorted(versions):
            yield f"{payment_id}: in Kafka in the order {versions}"
        if len({message["partition"] for message in messages}) > 1:
            yield f"{payment_id}: in several partitions"


def by_key(messages):
    groups = collections.defaultdict(list)
    for message in messages:
        groups[message["key"]].append(message)
    return groups


RULES = (
    every_version_has_one_event,
    histories_are_legal,
    directions_do_not_mix,
    rows_are_their_last_event,
    nothing_open_is_forgotten,
    what_waits_for_somebody_has_a_clock,
    kafka_has_every_event,
    kafka_keeps_the_order,
)
RULES_OF_WHOLE = (streams_are_dense,)
