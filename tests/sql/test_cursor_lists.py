"""Lists that come by cursors: a full page that says nothing of the list is no proof that it is the last one."""

import json

import support
from support import ERROR, FIRST

NOTHING = (None, {}, [], "none")


def page(count, first=0, info=None):
    result = [{"type": "worker", "id": f"{number:032x}", "name": f"worker-{number}", "tags": {}}
              for number in range(first, first + count)]
    told = {"success": True, "errors": [], "messages": [], "result": result}
    return json.dumps(told if info == "none" else {**told, "result_info": info})


class CursorLists(support.TestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.sandbox.settle)

    def serve(self, table, *pages):
        """Each page once, in their order."""
        path = {"cf_tags": "tags/resources", "cf_organizations": "/organizations"}[table]
        self.sandbox.faults(*({"path": path, "count": 1, "body": body} for body in pages))

    def sql(self, table):
        return f"SELECT id FROM {table}" + f" WHERE account_id = '{FIRST}'" * (table == "cf_tags")

    def read(self, table, *pages, **config):
        self.serve(table, *pages)
        db = self.connect(**config)
        rows = self.rows(self.sql(table), db=db)
        self.assertEqual(len(pages), self.value("SELECT count(*) FROM cf_requests", db=db))
        return rows

    def test_a_full_page_without_a_word_is_an_error(self):
        for table, full in (("cf_tags", 100), ("cf_organizations", 50)):
            for info in NOTHING:
                with self.subTest(table=table, info=info):
                    db = self.connect()
                    self.serve(table, page(full, info=info), page(full, info=info))
                    message = self.failure(ERROR, self.sql(table), db=db)
                    self.assert_says(message, table, "nothing says that the list is complete",
                                     f"page 1 is full with {full} items", "result_info", "'incomplete', 'ignore'")
                    # It is not kept either: asked again it may say more.
                    self.serve(table, page(full, info={"count": full, "cursor": "next"}), page(7, full, info=info))
                    self.assertEqual(full + 7, len(self.rows(self.sql(table), db=db)))
                    self.assertEqual(3, self.value("SELECT count(*) FROM cf_requests", db=db))

    def test_of_a_later_page_too(self):
        for clamped in (100, 20):
            self.serve("cf_tags", page(clamped, info={"count": clamped, "cursor": "next"}), page(clamped, clamped, "none"))
            self.assert_says(self.failure(ERROR, self.sql("cf_tags"), db=self.connect()),
                             f"page 2 is full with {clamped} items", FIRST)

    def test_who_makes_do_with_it_has_it_with_a_note(self):
        db = self.connect(incomplete="ignore")
        self.serve("cf_tags", page(100, info="none"))
        self.assertEqual(100, len(self.rows(self.sql("cf_tags"), db=db)))
        ((kind, error),) = self.rows("SELECT error_kind, error FROM cf_requests", db=db)
        self.assertEqual("incomplete", kind)
        self.assert_says(error, "page 1 is full with 100 items")

    def test_what_says_that_it_ends(self):
        for table, full in (("cf_tags", 100), ("cf_organizations", 50)):
            for info in ({"count": full, "cursor": ""}, {"count": full}, {"cursor": None}, {"next_page_token": ""},
                         {"total_size": full}):
                with self.subTest(table=table, info=info):
                    self.assertEqual(full, len(self.read(table, page(full, info=info))))
            for info in NOTHING:
                with self.subTest(table=table, info=info):
                    self.assertEqual(full - 1, len(self.read(table, page(full - 1, info=info))))
                    self.assertEqual([], self.read(table, page(0, info=info)))


if __name__ == "__main__":
    support.main()
