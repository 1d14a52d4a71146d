"""Rules about money: what the acquirer did against what the database says."""

from evidence import told_of

EFFECT_OF = {"authorize": "authorized", "sale": "captured", "capture": "captured",
             "refund": "refunded", "payout": "paid_out"}


def every_effect_has_its_operation(evidence):
    """Whatever reached the acquirer stands in the database as an operation, written before."""
    for line in evidence.acquirer:
        operation = evidence.operation_by_id.get(line["operation_id"])
        if operation is None:
            yield f"{line['operation_id']}: {line['effect']} at the acquirer, and not stored"
        elif line["effect"] in EFFECT_OF.values() and line["amount"] > operation["amount"]:
            yield (f"{line['operation_id']}: {line['amount']} at the acquirer, "
                   f"{operation['amount']} asked")


def one_effect_an_operation(evidence):
    """An operation takes effect at the acquirer at most once."""
    for operation_id, lines in evidence.standing_effects_of_operation.items():
        if len(lines) > 1:
            yield f"{operation_id}: {len(lines)} effects at the acquirer"


def outcomes_agree_with_the_acquirer(evidence):
    """What was approved stands at the acquirer, once; what was declined does not."""
    for operation in evidence.operations:
        wanted = EFFECT_OF.get(operation["kind"])
        if wanted is None:
            continue
        lines = evidence.standing_effects_of_operation.get(operation["id"], [])
        effects = [line["effect"] for line in lines]
        if operation["outcome"] in ("declined", "not_sent") and effects:
            yield f"{operation['id']}: {operation['outcome']} here, {effects} at the acquirer"
        if operation["outcome"] == "approved" and effects != [wanted]:
            # A canceled authorization was approved, and undone by the merchant's wish.
            status = evidence.payment_by_id[operation["payment_id"]]["status"]
            if not (operation["kind"] == "authorize" and status == "canceled" and not effects):
                yield (f"{operation['id']}: {operation['kind']} approved here, {effects} at the "
                       "acquirer")


def status_agrees_with_the_acquirer(evidence):
    """A payment moved what it says; failed or canceled, it moved nothing and holds nothing. (Where
    a person has to find out what became of an operation, nothing can be said yet.)"""
    for payment in evidence.payments:
        if any(operation["parked"] for operation in evidence.operations_of[payment["id"]]):
            continue
        moved = held = 0
        for operation in evidence.operations_of[payment["id"]]:
            for line in evidence.standing_effects_of_operation.get(operation["id"], []):
                moved += line["amount"] if line["effect"] in ("captured", "paid_out") else 0
                moved -= line["amount"] if line["effect"] == "refunded" else 0
                held += line["amount"] if line["effect"] == "authorized" else 0
        status = payment["status"]
        wanted = payment["amount_captured"] - payment["amount_refunded"]
        if moved != (0 if status in ("failed", "canceled") else wanted):
            yield f"{payment['id']}: {status} with {wanted}, but {moved} moved at the acquirer"
        if status in ("failed", "canceled") and held:
            yield f"{payment['id']}: {status}, but {held} is held at the acquirer"
        if status == "requires_capture" and held != payment["amount_authorized"]:
            yield (f"{payment['id']}: {payment['amount_authorized']} authorized, {held} at the "
                   "acquirer")


def sums_hold(evidence):
    """Refunded and refunding ≤ captured ≤ authorized ≤ the amount."""
    for row in evidence.payments:
        back = row["amount_refunded"] + row["amount_refunding"]
        if not 0 <= back <= row["amount_captured"] <= row["amount_authorized"] <= row["amount"]:
            yield f"{row['id']}: the sums of the row do not hold"
    for event in evidence.events:
        told = told_of(event["data"])
        back = told.get("amount_refunded", 0) + told.get("amount_refunding", 0)
        moved = told["amount_paid" if "payout" in event["data"] else "amount_received"]
        if not 0 <= back <= moved <= told["amount"]:
            yield f"{event['id']}: the sums of the event do not hold"


def refunds_add_up(evidence):
    """The refunds of a payment sum up to what its row says."""
    for payment in evidence.payments:
        for status, column in (("succeeded", "amount_refunded"), ("pending", "amount_refunding")):
            total = sum(refund["amount"] for refund in evidence.refunds_of[payment["id"]]
                        if refund["status"] == status)
            if total != payment[column]:
                yield f"{payment['id']}: {column} is {payment[column]}, the refunds sum to {total}"


def no_break_without_a_cause(evidence):
    """The channels of this load never contradict the gateway, so no difference with them is told."""
    for row in evidence.breaks:
        yield f"{row['payment_id']}: {row['kind']}: {row['detail']}"


RULES = (
    every_effect_has_its_operation,
    one_effect_an_operation,
    outcomes_agree_with_the_acquirer,
    status_agrees_with_the_acquirer,
    sums_hold,
    refunds_add_up,
    no_break_without_a_cause,
)
