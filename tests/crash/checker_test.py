#!/usr/bin/env python3
"""Tests the checker: it finds nothing in a small world where everything agrees, and after each
corruption of that world the rule that is there for it fires."""

import unittest

from checker import RULES, check
from corruptions import CAUGHT_BY, find, request
from rules_of_answers import one_key_one_answer
from rules_of_history import nothing_open_is_forgotten
from small_world import make_world


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

    def test_a_conflict_before_the_first_binding_answer_binds_nothing(self):
        world = make_world()
        request(world, "key-capture").answers.insert(0, (409, '{"code": "payment_state_conflict"}'))
        self.assertNotIn(one_key_one_answer, check(world))

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


if __name__ == "__main__":
    unittest.main()
