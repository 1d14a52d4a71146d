"""The ways in which checker_test.py spoils the small world: each function breaks one promise, and
CAUGHT_BY names the rule that must notice it."""

import json

import rules_of_answers as answers
import rules_of_history as history
import rules_of_money as money
import rules_of_privacy as privacy
import rules_of_webhooks as webhooks
from small_world import CARD, OURS, THEIRS


def find(rows, id):
    return next(row for row in rows if row["id"] == id)


def request(world, key):
    return next(request for request in world.requests if request.key == key)


def event(world, payment, version):
    return next(row for row in world.events
                if row["payment_id"] == payment and row["version"] == version)


def reword(world, key, **members):
    """The merchant got another 2xx than everybody else knows of."""
    for at, (status, body) in enumerate(request(world, key).answers):
        if status < 300:
            request(world, key).answers[at] = status, json.dumps({**json.loads(body), **members})


def answered_amount_was_never_true(world):
    reword(world, "key-sold", amount_received=999)


def answered_payment_is_lost(world):
    reword(world, "key-sold", id="pay_lost")


def stored_payment_is_older_than_answered(world):
    find(world.payments, "pay_sold")["version"] = 1


def second_answer_has_other_bytes(world):
    status, body = request(world, "key-held").answers[1]
    request(world, "key-held").answers.append((status, body + " "))


def conflict_after_the_answer(world):
    request(world, "key-capture").answers.append((409, '{"code": "payment_state_conflict"}'))


def stored_answer_is_gone(world):
    world.stored_answers.discard((OURS, *request(world, "key-sold").answers[-1]))


def retry_made_a_second_payment(world):
    find(world.payments, "pay_held")["description"] = "key-sold"


def refused_refund_was_made(world):
    request(world, "key-refund").answers = [(422, '{"code": "amount_exceeds_refundable"}')]


def conflict_although_captured(world):
    request(world, "key-capture").answers = [(409, '{"code": "payment_state_conflict"}')]


def payment_nobody_asked_for(world):
    world.requests.remove(request(world, "key-silent"))


def request_without_an_end(world):
    request(world, "key-silent").answers = [(409, '{"code": "idempotency_in_progress"}')]


def crash_told_as_an_error(world):
    request(world, "key-silent").answers.append((500, '{"code": "internal_error"}'))


def stranger_sees_a_payment(world):
    body = json.dumps(event(world, "pay_canceled", 4)["data"]["payment"])
    request(world, "get-1").answers = [(200, body)]


def operation_of_a_stranger(world):
    find(world.operations, "op_sold_sale")["merchant_id"] = THEIRS


def card_number_in_the_log(world):
    world.texts.append(("log", f"card={CARD}"))


def spaced_card_number_in_an_event(world):
    spaced = " ".join(CARD[at : at + 4] for at in range(0, 16, 4))
    world.texts.append(("events.data", f'{{"description": "{spaced}"}}'))


def search_is_blind_in_events(world):
    world.texts = [found for found in world.texts if found[0] != "events.data"]


def sent_before_it_was_written(world):
    world.acquirer.append({**world.acquirer[0], "operation_id": "op_lost", "key": "other"})


def more_was_taken_than_asked(world):
    world.acquirer[0]["amount"] = 1001


def sale_was_sent_twice(world):
    world.acquirer.append({**world.acquirer[0], "key": "another message"})


def payout_was_sent_twice(world):
    line = next(line for line in world.acquirer if line["effect"] == "paid_out")
    world.acquirer.append({**line, "key": "another message"})


def payout_failed_but_was_paid(world):
    find(world.payments, "po_sent").update(status="failed", amount_captured=0)


def payout_by_a_sale(world):
    find(world.operations, "op_sent_payout")["kind"] = "sale"


def payout_told_as_a_payment(world):
    event(world, "po_sent", 3)["type"] = "payment.succeeded"


def approved_without_an_effect(world):
    find(world.operations, "op_held_capture")["id"] = "op_other"


def declined_but_charged(world):
    find(world.operations, "op_sold_sale")["outcome"] = "declined"


def reversal_never_arrived(world):
    world.acquirer = [line for line in world.acquirer if line["operation_id"] != "op_silent_void"]


def hold_was_kept_after_cancel(world):
    world.acquirer = [line for line in world.acquirer if line["operation_id"] != "op_canceled_void"]


def refund_was_lost_at_the_acquirer(world):
    world.acquirer = [line for line in world.acquirer if line["effect"] != "refunded"]


def refunded_more_than_captured(world):
    find(world.payments, "pay_sold")["amount_refunding"] = 701


def hold_without_an_end(world):
    find(world.payments, "pay_held").update(status="requires_capture", expires_at=None)


def break_nobody_can_explain(world):
    world.breaks.append({"id": "brk_sold", "payment_id": "pay_sold", "merchant_id": OURS,
                         "kind": "contradiction", "detail": "a captured payment was declined"})


def part_of_a_capture_was_lost(world):
    find(world.payments, "pay_held").update(status="requires_capture", amount_captured=400)


def webhook_was_lost(world):
    del world.deliveries[-1]


def webhook_tells_another_amount(world):
    world.deliveries[0]["event"]["data"]["payment"]["amount"] = 1


def webhook_signed_with_another_secret(world):
    world.deliveries[0]["verified"] = False


def webhook_to_another_merchant(world):
    world.deliveries[0]["merchant"] = THEIRS


def webhook_of_nothing(world):
    world.deliveries.append({**world.deliveries[0], "id": "evt_nothing"})


def refund_row_was_lost(world):
    world.refunds.clear()


def event_is_missing(world):
    world.events.remove(event(world, "pay_held", 2))


def event_stands_twice(world):
    world.events.append({**event(world, "pay_held", 2), "id": "evt_again", "number": 99})


def stream_has_a_gap(world):
    event(world, "pay_silent", 1)["number"] = 99


def stream_lost_its_end(world):
    world.streams[1] += 1


def captured_after_the_cancel(world):
    event(world, "pay_canceled", 4)["type"] = "payment.capture_started"


def refund_succeeded_unasked(world):
    event(world, "pay_sold", 3)["type"] = "refund.succeeded"


def row_moved_without_an_event(world):
    find(world.payments, "pay_silent")["status"] = "succeeded"


def unknown_outcome_is_forgotten(world):
    find(world.operations, "op_sold_refund")["outcome"] = "unknown"


def payment_hangs_in_processing(world):
    find(world.payments, "pay_silent")["status"] = "processing"


def event_never_reached_kafka(world):
    del world.messages[-1]


def kafka_tells_another_amount(world):
    world.messages[0]["value"]["payment"]["amount"] = 1


def kafka_has_an_unknown_event(world):
    world.messages[0]["headers"]["ce_id"] = "evt_unknown"


def kafka_has_versions_swapped(world):
    first, second = world.messages[0], world.messages[1]
    first["offset"], second["offset"] = second["offset"], first["offset"]


def kafka_splits_a_payment(world):
    world.messages[1]["partition"] += 1


CAUGHT_BY = {
    answers.answered_resources_are_in_the_history: [
        answered_amount_was_never_true, answered_payment_is_lost],
    answers.answered_resources_are_in_the_database: [
        answered_payment_is_lost, stored_payment_is_older_than_answered],
    answers.one_key_one_answer: [second_answer_has_other_bytes, conflict_after_the_answer],
    answers.binding_answers_are_stored: [stored_answer_is_gone],
    answers.one_key_one_resource: [
        retry_made_a_second_payment, refused_refund_was_made, payment_nobody_asked_for],
    answers.refused_changes_were_not_made: [conflict_although_captured],
    answers.every_request_is_answered: [request_without_an_end, crash_told_as_an_error],
    privacy.merchants_are_apart: [stranger_sees_a_payment, operation_of_a_stranger],
    privacy.no_card_number_outside_the_vault: [
        card_number_in_the_log, spaced_card_number_in_an_event],
    privacy.the_search_for_numbers_works: [search_is_blind_in_events],
    money.every_effect_has_its_operation: [sent_before_it_was_written, more_was_taken_than_asked],
    money.one_effect_an_operation: [sale_was_sent_twice, payout_was_sent_twice],
    money.outcomes_agree_with_the_acquirer: [approved_without_an_effect, declined_but_charged],
    money.status_agrees_with_the_acquirer: [
        reversal_never_arrived, hold_was_kept_after_cancel, refund_was_lost_at_the_acquirer,
        part_of_a_capture_was_lost, payout_failed_but_was_paid],
    webhooks.every_event_reaches_its_endpoint: [webhook_was_lost, webhook_tells_another_amount],
    webhooks.every_webhook_is_signed: [webhook_signed_with_another_secret],
    webhooks.no_webhook_goes_astray: [webhook_to_another_merchant, webhook_of_nothing],
    money.no_break_without_a_cause: [break_nobody_can_explain],
    history.what_waits_for_somebody_has_a_clock: [hold_without_an_end],
    money.sums_hold: [refunded_more_than_captured],
    money.refunds_add_up: [refund_row_was_lost],
    history.every_version_has_one_event: [event_is_missing, event_stands_twice],
    history.streams_are_dense: [stream_has_a_gap, stream_lost_its_end],
    history.histories_are_legal: [
        captured_after_the_cancel, refund_succeeded_unasked, payout_told_as_a_payment],
    history.directions_do_not_mix: [payout_by_a_sale, payout_told_as_a_payment],
    history.rows_are_their_last_event: [row_moved_without_an_event],
    history.nothing_open_is_forgotten: [unknown_outcome_is_forgotten, payment_hangs_in_processing],
    history.kafka_has_every_event: [
        event_never_reached_kafka, kafka_tells_another_amount, kafka_has_an_unknown_event],
    history.kafka_keeps_the_order: [kafka_has_versions_swapped, kafka_splits_a_payment],
}
