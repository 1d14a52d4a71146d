"""Rules about who may see what: merchants' data, and card numbers."""

import re

from evidence import LONG_RUN, told_of

# Where a payment stands, and so its customer's name.
DECOY_PLACES = ("payments.customer", "events.data", "requests.answer_body", "Kafka")


def merchants_are_apart(evidence):
    """Nobody is shown another merchant's data, and all rows of a payment have its merchant."""
    owner = {row["id"]: row["merchant_id"] for row in evidence.payments}
    for request, _, resource in evidence.resources_answered:
        payment = resource.get("payment_id", resource["id"])
        told = resource["object"] in ("payment", "payout", "refund")
        if told and owner.get(payment) != request.merchant:
            yield f"{request.key}: {request.merchant} was shown {payment} of {owner.get(payment)}"
    for request in evidence.requests:
        asked_for = request.path.split("/")[3:4]
        if asked_for and owner.get(asked_for[0], request.merchant) != request.merchant:
            for status, _ in request.final_answers:
                if status != 404:
                    yield f"{request.key}: {status} instead of 404 for a stranger's payment"
    for name in ("operations", "refunds", "events"):
        for row in getattr(evidence, name):
            if row["merchant_id"] != owner.get(row["payment_id"]):
                yield f"{name}: {row['id']} is not of its payment's merchant"
    for event in evidence.events:
        if told_of(event["data"])["merchant_id"] != owner.get(event["payment_id"]):
            yield f"{event['id']} tells of another merchant's payment"


def no_card_number_outside_the_vault(evidence):
    """No card number that was used stands in a table, a Kafka message or the gateway's log."""
    for place, text in evidence.texts:
        for run in digit_runs(text):
            for at in range(len(run) - 15):
                if run[at : at + 16] in evidence.cards:
                    yield f"{place}: holds the card number {run[at:at + 6]}…{run[at + 12:at + 16]}"


def the_search_for_numbers_works(evidence):
    """Numbers that merchants sent as customers' names, and were told of in a payment that was made,
    are found wherever that payment stands."""
    found = {(place, run) for place, text in evidence.texts for run in digit_runs(text)}
    for place in DECOY_PLACES:
        missing = [decoy for decoy in evidence.told_decoys if (place, decoy) not in found]
        if missing:
            yield (f"{place}: {len(missing)} of the {len(evidence.told_decoys)} decoys that merchants "
                   f"were told of are not there, for one {min(missing)}")


def digit_runs(text):
    """Runs of 16 digits or more; a space or dash between digits does not hide a number."""
    return [re.sub("[ -]", "", run) for run in re.findall(LONG_RUN, text)]


RULES = (merchants_are_apart,)
RULES_OF_WHOLE = (no_card_number_outside_the_vault, the_search_for_numbers_works)
