"""Lists that change while they are read, and pages that come twice: no item is lost, and none counts twice."""

import support
from list_case import HISTORY, ListCase, item, items
from support import CANTOPEN


class Shifts(ListCase):
    def test_removed_between_pages(self):
        for told in (("total_count",), ("total_pages",), ()):
            for at in (2, 3, 4):
                for gone in (0, 24, 25, 40):
                    for count in (51, 60, 76):
                        with self.subTest(told=told, at=at, gone=gone, count=count):
                            made = self.serve(items(count), 25, told=told)
                            self.change(made, at, lambda records, gone=gone: records.pop(gone))
                            found = self.read()
                            left = {record["id"] for record in made.records}
                            self.assertEqual(len(set(found)), len(found))
                            self.assertLessEqual(left, set(found))
                            self.assertLessEqual(len(found), len(left) + 1)

    def test_added_between_pages(self):
        for at in (2, 3, 4):
            with self.subTest(at):
                made = self.serve(items(60), 25)
                self.change(made, at, lambda records: records.insert(0, item(999)))
                self.check_read(made)

    def test_one_removed_costs_little(self):
        made = self.serve(items(60), 25)
        self.change(made, 2, lambda records: records.pop(0))
        self.assertEqual(60, len(self.read()))
        # Page 1 again: one item slipped onto it. No total is sure after that: an empty page ends.
        self.assertEqual([1, 2, 1, 3, 4, 4, 5], made.asked)

    def test_paid_while_it_moved(self):
        """It counts once, as it is now."""
        for told in (("total_count",), ()):
            made = self.serve(items(60), 25, told=told)

            def how(records):
                records.insert(0, item(999))
                records[25] = item(24, status="paid")
            self.change(made, 2, how)
            found = self.rows(f"SELECT id, status FROM {HISTORY}", db=self.lists)
            self.assertEqual(sorted((r["id"], r["status"]) for r in made.records), sorted(found))

    def test_paid_while_it_moved_under_a_limit(self):
        def how(records):
            records.insert(0, item(999))
            records[25] = item(24, status="paid")
        made = self.serve(items(60), 25)
        self.change(made, 2, how)
        with self.assertRaises(support.sqlite3.Error) as caught:
            self.rows(f"SELECT id FROM {HISTORY} LIMIT 60", db=self.lists)
        self.assertEqual(CANTOPEN, caught.exception.sqlite_errorcode & 0xFF)
        self.assert_says(str(caught.exception), "the list changed while it was read",
                         "Run the query again")
        # Sorted, every row is needed before the first one comes.
        made = self.serve(items(60), 25)
        self.change(made, 2, how)
        self.assertEqual(61, len(self.rows(f"SELECT id FROM {HISTORY} ORDER BY id LIMIT 80",
                                           db=self.lists)))

    def test_an_item_moves_to_the_front_before_it_is_read(self):
        for told in (("total_count",), ("total_pages",), ()):
            for at in (2, 3):
                with self.subTest(told=told, at=at):
                    made = self.serve(items(108), 25, told=told)
                    self.change(made, at, lambda records: records.insert(0, records.pop()))
                    self.check_read(made)

    def test_moving_all_the_time(self):
        """New items at each request: whole for what was there, or an error."""
        made = self.serve(items(120), 25)
        made.before = lambda number, page: made.records.insert(0, item(1000 + number))
        found = self.read()
        self.assertEqual(len(set(found)), len(found))
        self.assertLessEqual({record["id"] for record in items(120)}, set(found))

    def test_with_a_lower_bound(self):
        """Reading ends behind the bound, but not before the seam is looked at."""
        def dated(number):
            return item(number, occurred_at=f"2026-{12 - number // 25:02}-{28 - number % 25:02}"
                                            "T00:00:00Z")
        made = self.serve([dated(number) for number in range(120)], 25)
        self.change(made, 2, lambda records: records.pop(3))
        found = self.read("occurred_date >= '2026-11-20'")
        expected = {r["id"] for r in made.records if r["occurred_at"] >= "2026-11-20"}
        self.assertLessEqual(expected, set(found))
        self.assertNotIn(3, made.asked)


class Repeats(ListCase):
    def test_a_server_that_ignores_the_page(self):
        for count, per_page, told, outcome in (
                (20, 50, (), 20), (25, 25, ("total_count",), 25), (80, 80, (), 80),
                (50, 50, ("total_count",), 50), (50, 50, ("total_pages",), 50),
                (50, 50, (), "repeats"), (60, 50, ("total_count",), "60 items according to"),
                (60, 50, ("total_pages",), "2 pages according to")):
            with self.subTest(count=count, per_page=per_page, told=told):
                made = self.serve(items(count), per_page, told=told)
                made.ignores_page = True
                if isinstance(outcome, int):
                    self.assertEqual(outcome, len(self.read()))
                else:
                    self.failure_of(outcome)
                self.assertLessEqual(len(made.asked), 2 if told else 3)

    def test_a_page_that_was_pushed_on_as_a_whole(self):
        """One item a page, and one more in front: the second page is the first again."""
        made = self.serve(items(4), 1, told=())
        self.change(made, 2, lambda records: records.insert(0, item(99)))
        self.assertLessEqual({0, 1, 2, 3}, {int(i) for i in self.read()})

    def test_a_page_that_changed_is_another(self):
        made = self.serve(items(3), 1, told=())

        def push_and_change(records):
            records.insert(0, item(99))
            records[1] = item(0, status="paid")
        self.change(made, 2, push_and_change)
        self.assertLessEqual({0, 1, 2}, {int(i) for i in self.read()})

    def test_an_item_without_an_id_that_moved_is_not_two(self):
        """The total is still right, and one item is twice there in place of another."""
        nameless = [{name: value for name, value in item(n).items() if name != "id"}
                    for n in range(60)]
        made = self.serve(nameless, told=("total_count",))
        self.assertEqual(60, len(self.read()))
        self.assertEqual(2, len(made.asked))
        made = self.serve(nameless, told=("total_count",))
        self.change(made, 2, lambda records: records.insert(55, records.pop(3)))
        self.failure_of("without an id", code=CANTOPEN)
        # Two that are alike and stay where they are, are two.
        made = self.serve([*nameless, nameless[3]], told=("total_count",))
        self.assertEqual(61, len(self.read()))

    def test_a_total_that_fewer_items_contradict_counts_no_more(self):
        """Three pages are told; the first item comes again on the last one."""
        made = self.serve(items(3), 1, told=("total_pages",), total_count=1)
        self.change(made, 3, lambda records: records.append(records.pop(0)))
        self.failure_of("3 pages according to")


if __name__ == "__main__":
    support.main()
