#!/usr/bin/env python3
"""Tests the checker: it finds nothing in a small world where everything agrees, and after each
corruption of that world the rule that is there for it fires."""

import tempfile
import unittest

from checker import RULES, check, check_all
from corruptions import CAUGHT_BY, find, request
from rules_of_answers import one_key_one_answer
from rules_of_history import nothing_open_is_forgotten
from rules_of_money import status_agrees_with_the_acquirer
from rules_of_privacy import the_search_for_numbers_works
from small_run import give_real_ids, leave_behind
from small_world import make_world
from split_evidence import Split


class CheckerTest(unittest.TestCase):
    def test_finds_nothing_where_everything_agrees(self):
        self.assertEqual(check(make_world()), {})

    def test_repeated_kafka_messages_are_no_breach(self):
        world = make_world()
        world.messages += [{**message, "offset": message["offset"] + 1000}
                           for message in world.messages]
        self.assertEqual(check(world), {})

    def test_an_open_operation_that_is_due_is_not_forgotten(self):
        world = make_world()
        find(world.operations, "op_sold_refund").update(outcome="unknown", due_at="soon")
        self.assertNotIn(nothing_open_is_forgotten, check(world))

    def test_a_parked_operation_may_have_had_its_effect_or_not(self):
        for effects in (True, False):
            world = make_world()
            find(world.payments, "pay_sold")["status"] = "processing"
            find(world.operations, "op_sold_sale").update(outcome="unknown", parked=1)
            world.acquirer = [line for line in world.acquirer
                              if effects or line["operation_id"] != "op_sold_sale"]
            broken = check(world)
            self.assertNotIn(status_agrees_with_the_acquirer, broken)
            self.assertNotIn(nothing_open_is_forgotten, broken)

    def test_a_conflict_before_the_first_binding_answer_binds_nothing(self):
        world = make_world()
        request(world, "key-capture").answers.insert(0, (409, '{"code": "payment_state_conflict"}'))
        self.assertNotIn(one_key_one_answer, check(world))

    def test_a_conflict_of_a_twin_that_was_sent_before_binds_nothing(self):
        """As in the fault lost-commits: one of two that were sent at once was refused, slowly."""
        world = make_world()
        twin = request(world, "key-capture")
        answers, twin.answers = twin.answers, []
        twin.send()
        twin.send()
        twin.receive(answers[-1])
        twin.receive((409, '{"code": "payment_state_conflict"}'))
        self.assertNotIn(one_key_one_answer, check(world))
        twin.send()
        twin.receive((409, '{"code": "payment_state_conflict", "detail": "again"}'))
        self.assertIn(one_key_one_answer, check(world))

    def test_a_decoy_in_a_payment_that_was_declined_need_not_stand_in_answers(self):
        """As in the fault bad-channel, which had hardly a payment that succeeded: a 402 has no
        customer in it."""
        world = make_world()
        world.told_decoys = set()
        world.texts = [found for found in world.texts if found[0] != "requests.answer_body"]
        self.assertNotIn(the_search_for_numbers_works, check(world))

    def test_every_rule_is_tested(self):
        self.assertEqual(set(CAUGHT_BY), set(RULES))
        for rule in RULES:
            self.assertTrue(rule.__doc__)

    def test_each_corruption_is_caught_by_its_rule(self):
        for rule, corruptions in CAUGHT_BY.items():
            for corrupt in corruptions:
                with self.subTest(rule=rule.__name__, corruption=corrupt.__name__):
                    world = make_world()
                    corrupt(world)
                    self.assertIn(rule, check(world))

    def test_at_least_thirty_corruptions(self):
        self.assertGreaterEqual(len({corruption for corruptions in CAUGHT_BY.values()
                                     for corruption in corruptions}), 30)


def check_from_files(world):
    """The world as files and rows, shared out by buyers: {name of a rule: findings}, and counts."""
    give_real_ids(world)
    with tempfile.TemporaryDirectory() as folder:
        split = Split(folder)
        split.take(*leave_behind(world, folder))
        return check_all(split)


class SplitTest(unittest.TestCase):
    def test_nothing_is_lost_on_the_way_through_the_shares(self):
        world = make_world()
        expected = {name: len(getattr(world, name)) for name in (
            "requests", "payments", "operations", "refunds", "events", "messages", "deliveries",
            "acquirer")}
        found, counts = check_from_files(world)
        self.assertEqual(found, {})
        self.assertEqual(dict(counts), expected)

    def test_each_corruption_is_caught_in_the_shares(self):
        for rule, corruptions in CAUGHT_BY.items():
            for corrupt in corruptions:
                with self.subTest(rule=rule.__name__, corruption=corrupt.__name__):
                    world = make_world()
                    corrupt(world)
                    self.assertIn(rule.__name__, check_from_files(world)[0])


if __name__ == "__main__":
    unittest.main()
