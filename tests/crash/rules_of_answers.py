"""Rules about what merchants were told. A rule is a function of the evidence that yields one
sentence for every breach; its docstring is the promise."""

import collections

from evidence import problem_code, told_of

EXPECTED = {
    402: None,  # any decline
    403: {"risk_blocked"},
    404: {"resource_not_found"},
    409: {"payment_state_conflict", "idempotency_in_progress", "lock_timeout"},
    422: {"amount_exceeds_capturable", "amount_exceeds_refundable"},
    503: {"service_unavailable", "channel_unavailable"},
}


def answered_resources_are_in_the_history(evidence):
    """What a 2xx told of a payment or refund is what the event of that version tells."""
    told = {}
    for event in evidence.events:
        payment, refund = told_of(event["data"]), event["data"].get("refund")
        told[payment["object"], payment["id"], payment["version"]] = payment
        if refund:
            told["refund", refund["id"], refund["version"]] = refund
    for request, status, resource in evidence.resources_answered:
        if resource["object"] not in ("payment", "payout", "refund"):
            continue
        place = resource["object"], resource["id"], resource["version"]
        if place not in told:
            yield f"{request.key}: answered {status} with {place}, which no event tells of"
        elif told[place] != resource:
            yield f"{request.key}: {place} was answered otherwise than its event tells"


def answered_resources_are_in_the_database(evidence):
    """What was answered with 2xx is in the database, at the answered version or a later one."""
    rows = {row["id"]: row for row in evidence.payments + evidence.refunds}
    for request, status, resource in evidence.resources_answered:
        if resource["object"] not in ("payment", "payout", "refund"):
            continue
        row = rows.get(resource["id"])
        if row is None:
            yield f"{request.key}: {resource['id']} was answered with {status} and is not stored"
        elif row["version"] < resource["version"] or row["amount"] != resource["amount"]:
            yield f"{request.key}: {resource['id']} is stored older or with another amount"


def one_key_one_answer(evidence):
    """From its first binding answer on, an idempotency key gets the same bytes. (What was asked before
    that was told may have been refused before it was done.)"""
    for request in evidence.requests:
        binding = request.binding_answers
        if not binding:
            continue
        finals = request.final_answers
        kept = list(dict.fromkeys(finals[finals.index(binding[0]):]))
        refused = [answer for answer in kept if answer not in binding]
        if len(refused) <= (request.overtaken or 0):
            kept = [answer for answer in kept if answer not in refused]
        if len(kept) > 1:
            shown = "; ".join(f"{status} {problem_code(body) or body[:60]}"
                              for status, body in kept)
            yield f"{request.method} {request.path} {request.key}: different answers: {shown}"


def binding_answers_are_stored(evidence):
    """Every binding answer stands in the table of requests, byte by byte."""
    for request in evidence.requests:
        for status, body in set(request.binding_answers):
            if (request.merchant, status, body) not in evidence.stored_answers:
                yield f"{request.key}: the answer {status} {body[:60]} is not stored"


def one_key_one_resource(evidence):
    """A key makes at most one payment or refund, none when it was refused, and none has no key."""
    made = collections.Counter()
    for row in evidence.payments:
        made[row["merchant_id"], row["description"]] += 1
    for row in evidence.refunds:
        made[row["merchant_id"], row["reason"]] += 1
    asked = {(request.merchant, request.key): request for request in evidence.requests}
    for (merchant, key), count in made.items():
        request = asked.get((merchant, key))
        if request is None:
            yield f"{key}: a payment or refund that {merchant} never asked for"
        elif count > 1:
            yield f"{key}: {count} payments or refunds for one idempotency key"
        elif request.final_answers and not made_something(request):
            yield f"{key}: refused, and made all the same"


def refused_changes_were_not_made(evidence):
    """A payment has no more captures and cancels than were answered as made or declined."""
    for payment in evidence.payments:
        operations = evidence.operations_of[payment["id"]]
        approved = {row["id"] for row in operations if row["outcome"] == "approved"}
        made = {"capture": [row["id"] for row in operations if row["kind"] == "capture"],
                "cancel": [row["id"] for row in operations
                           if row["kind"] == "void" and row["original_id"] in approved
                           and row["cause"] == "requested"]}
        for wish, ids in made.items():
            asked = evidence.requests_by_path.get(f"/v1/payments/{payment['id']}/{wish}", [])
            if len(ids) > sum(made_something(request) for request in asked):
                shown = "; ".join(f"{request.key} {[answer[0] for answer in request.final_answers]}"
                                  for request in asked)
                yield f"{payment['id']}: {wish} by {ids}, but merchants were told {shown}"


def made_something(request):
    """Whether an answer tells of an operation: a 422 and what is not binding tell of none."""
    return any(status != 422 for status, _ in request.binding_answers)


def every_request_is_answered(evidence):
    """Every request came to a final answer, and to none that this load cannot explain."""
    for request in evidence.requests:
        if not request.final_answers:
            yield f"{request.method} {request.path} {request.key}: never answered for good"
        for status, body in set(request.answers):
            code = problem_code(body)
            if status < 300 or (status == 402 and code):
                continue
            if code not in (EXPECTED.get(status) or set()):
                yield f"{request.method} {request.path} {request.key}: {status} {code}"


RULES = (
    answered_resources_are_in_the_history,
    answered_resources_are_in_the_database,
    one_key_one_answer,
    binding_answers_are_stored,
    one_key_one_resource,
    refused_changes_were_not_made,
    every_request_is_answered,
)
