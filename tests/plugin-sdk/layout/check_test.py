"""check.py catches every way of breaking a plugin that was compiled before, and lets the rest be."""

import unittest

from check import breaks, grows, read, written

OLD = ({"tollgate_card": ["0 uint32_t size", "4 uint32_t month", "sizeof 8 align 4"],
        "tollgate_view": ["0 const char * data", "8 size_t size", "sizeof 16 align 8"]},
       {"TOLLGATE_OUTCOME_APPROVED": "1"})


def with_struct(name, *members):
    return {**OLD[0], name: list(members)}, OLD[1]


class Breaks(unittest.TestCase):
    def test_nothing_changed(self):
        self.assertEqual(list(breaks(OLD, OLD)), [])

    def test_what_is_written_is_read(self):
        self.assertEqual(read(written(*OLD)), OLD)

    def test_a_struct_that_tells_its_size_may_grow_at_its_end(self):
        grown = with_struct("tollgate_card", "0 uint32_t size", "4 uint32_t month", "8 int year",
                            "sizeof 12 align 4")
        self.assertTrue(grows(OLD[0]["tollgate_card"]))
        self.assertEqual(list(breaks(OLD, grown)), [])

    def test_it_may_not_grow_in_its_middle(self):
        moved = with_struct("tollgate_card", "0 uint32_t size", "4 int year", "8 uint32_t month",
                            "sizeof 12 align 4")
        self.assertEqual(len(list(breaks(OLD, moved))), 1)

    def test_a_member_may_not_change_its_type(self):
        other = with_struct("tollgate_card", "0 uint32_t size", "4 int32_t month", "sizeof 8 align 4")
        self.assertEqual(len(list(breaks(OLD, other))), 1)

    def test_a_plain_struct_may_not_grow(self):
        grown = with_struct("tollgate_view", "0 const char * data", "8 size_t size", "16 int more",
                            "sizeof 24 align 8")
        self.assertEqual(len(list(breaks(OLD, grown))), 1)

    def test_nothing_may_go(self):
        self.assertEqual(len(list(breaks(OLD, ({}, {})))), 3)

    def test_a_value_may_come_and_not_change(self):
        self.assertEqual(list(breaks(OLD, (OLD[0], {**OLD[1], "TOLLGATE_OUTCOME_NEW": "9"}))), [])
        self.assertEqual(len(list(breaks(OLD, (OLD[0], {"TOLLGATE_OUTCOME_APPROVED": "2"})))), 1)


if __name__ == "__main__":
    unittest.main()
