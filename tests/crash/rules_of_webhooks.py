"""Rules about webhooks: what the endpoint of a subscribed merchant got. The others have none."""

import collections


def every_event_reaches_its_endpoint(evidence):
    """Every event of a subscribed merchant is delivered, under its id and with its data."""
    delivered = collections.defaultdict(list)
    for delivery in evidence.deliveries:
        delivered[delivery["id"], delivery["merchant"]].append(delivery)
    for event in evidence.events:
        if event["merchant_id"] not in evidence.subscribed:
            continue
        deliveries = delivered[event["id"], event["merchant_id"]]
        if not deliveries:
            yield f"{event['id']}: {event['type']} of {event['payment_id']} was never delivered"
        for delivery in deliveries:
            told = delivery["event"]
            same = (told.get("id") == event["id"] and told.get("type") == event["type"]
                    and told.get("subject") == event["payment_id"]
                    and told.get("data") == event["data"])
            if not same:
                yield f"{event['id']}: the webhook tells it otherwise"


def every_webhook_is_signed(evidence):
    """Every delivery verifies with the endpoint's secret."""
    for delivery in evidence.deliveries:
        if not delivery["verified"]:
            yield f"{delivery['id']}: the signature of a delivery to {delivery['merchant']} is wrong"


def no_webhook_goes_astray(evidence):
    """An endpoint is told of its own merchant's events, and of nothing that did not happen."""
    merchant_of = {event["id"]: event["merchant_id"] for event in evidence.events}
    for delivery in evidence.deliveries:
        if delivery["id"] not in merchant_of:
            yield f"{delivery['id']}: delivered, and not in the database"
        elif merchant_of[delivery["id"]] != delivery["merchant"]:
            yield (f"{delivery['id']}: an event of {merchant_of[delivery['id']]} was delivered to "
                   f"{delivery['merchant']}")


RULES = (every_event_reaches_its_endpoint, every_webhook_is_signed, no_webhook_goes_astray)
