"""What a run left behind, in memory: the merchants' journals, the acquirer's journal, the database
and Kafka, of all buyers or of one. Ids are as the API words them ("pay_…", "po_…"); statuses too. Where it
is read from is read_evidence.py's business, so that a test can make it by hand."""

import collections
import dataclasses
import functools
import json

# Problem codes that leave a request open: the same key is asked again.
OPEN_CODES = {"idempotency_in_progress", "lock_timeout", "service_unavailable", "internal_error",
              "rate_limited"}

# What may hold a card number: 16 digits or more, with single spaces or dashes between them.
LONG_RUN = r"[0-9](?:[ -]?[0-9]){15,}"


@dataclasses.dataclass
class Request:
    """One request of a merchant with all its attempts. `answers` are (status, body text);
    `overtaken` of them came to attempts that had been sent before the first binding one was told."""

    merchant: str
    key: str
    method: str
    path: str
    body: str | None
    answers: list = dataclasses.field(default_factory=list)
    under_way: int = 0  # attempts sent and neither answered nor lost
    overtaken: int | None = None

    def send(self):
        self.under_way += 1

    def receive(self, answer):
        self.answers.append(answer)
        self.lose()
        if self.overtaken is None and self.binds(answer):
            self.overtaken = self.under_way

    def lose(self):
        self.under_way -= 1

    @property
    def final_answers(self):
        return [answer for answer in self.answers if is_final(*answer)]

    @property
    def binding_answers(self):
        return [answer for answer in self.answers if self.binds(answer)]

    def binds(self, answer):
        """Whether it is one that the key must keep: what was done, declined, refused on its merits, or
        certainly never reached the channel."""
        if self.method != "POST" or not is_final(*answer):
            return False
        return (answer[0] < 300 or answer[0] in (402, 403, 422)
                or problem_code(answer[1]) == "channel_unavailable")


def told_of(data):
    """The payment or payout that an event's data holds."""
    return data["payout"] if "payout" in data else data["payment"]


def told_in(body, decoys):
    """The customer that an answer names, if it is a decoy. Read as JSON: a search for numbers that
    does not work must not hide what it should have found."""
    return {json.loads(body).get("customer")} & decoys


@dataclasses.dataclass
class Evidence:
    requests: list  # of Request
    cards: set  # every card number that was used
    told_decoys: set  # numbers like them, sent as customers' names, in payments that were made
    acquirer: list  # journal lines of sandbox/acquirer/books.py
    payments: list  # the rows of the tables, as dicts
    operations: list
    refunds: list
    events: list  # "data" is parsed JSON
    stored_answers: object  # contains (merchant id, status, body), or does not
    streams: dict  # stream -> last number
    messages: list  # Kafka: partition, offset, key, headers (dict), value (parsed JSON)
    texts: list  # (place, text): everything outside the vault that holds a long run of digits
    deliveries: list = dataclasses.field(default_factory=list)  # webhooks: id, merchant, event, verified
    subscribed: object = frozenset()  # merchants with an endpoint for every event
    breaks: list = dataclasses.field(default_factory=list)  # rows too
    listed: list = dataclasses.field(default_factory=list)  # (request, 200, object) out of lists

    @functools.cached_property
    def payment_by_id(self):
        return {row["id"]: row for row in self.payments}

    @functools.cached_property
    def operation_by_id(self):
        return {row["id"]: row for row in self.operations}

    @functools.cached_property
    def events_of(self):
        """payment id -> its events by version."""
        return group(sorted(self.events, key=lambda row: row["version"]), "payment_id")

    @functools.cached_property
    def numbers_of_streams(self):
        """stream -> the numbers of its events."""
        numbers = collections.defaultdict(list)
        for event in self.events:
            numbers[event["stream"]].append(event["number"])
        return numbers

    @functools.cached_property
    def operations_of(self):
        return group(self.operations, "payment_id")

    @functools.cached_property
    def refunds_of(self):
        return group(self.refunds, "payment_id")

    @functools.cached_property
    def requests_by_path(self):
        groups = collections.defaultdict(list)
        for request in self.requests:
            groups[request.path].append(request)
        return groups

    @functools.cached_property
    def standing_effects(self):
        """What the acquirer did and did not undo: journal lines that took effect and were not
        reversed."""
        undone = {line["original_key"] for line in self.acquirer if line["effect"] == "reversed"}
        return [line for line in self.acquirer
                if line["effect"] in ("authorized", "captured", "refunded", "paid_out")
                and line["key"] not in undone]

    @functools.cached_property
    def standing_effects_of_operation(self):
        return group(self.standing_effects, "operation_id")

    @functools.cached_property
    def resources_answered(self):
        """(request, status, object) of every answer that is a payment, payout or refund, lists too."""
        found = list(self.listed)
        for request in self.requests:
            for status, body in request.answers:
                if status >= 300:
                    continue
                answer = json.loads(body)
                if "data" not in answer:  # a list, see `listed`
                    found.append((request, status, answer))
        return found


def group(rows, member):
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row[member]].append(row)
    return groups


def is_final(status, body):
    return status < 400 or problem_code(body) not in OPEN_CODES


def problem_code(body):
    try:
        return json.loads(body).get("code", "")
    except (ValueError, AttributeError):
        return ""
