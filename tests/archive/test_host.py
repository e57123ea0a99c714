"""All files in this process, with the SQLite that Python is linked with (or LD_LIBRARY_PATH names)."""

import archive_case
import support
from archive_case import ARCHIVE_RESOURCE_VIEWS, ARCHIVE_VIEWS, PARAMETERS, RUN, VIEWS, ArchiveCase, text_of
from resource_views import resource_views


class InThisProcess(ArchiveCase):
    def test_sync_and_every_view(self):
        db = self.connect(self.archive)
        for _ in range(2):
            for path in (archive_case.ARCHIVE, archive_case.ARCHIVE_FEEDS, PARAMETERS, *RUN):
                db.executescript(text_of(path))
            archive_case.read_resources(db)
        self.check_usage()
        self.check_history()
        self.read_every_view(db, support.BILLED, lambda name: name not in resource_views())
        # Of one account on a server of its own, since Cloudflare answers 300 queries of analytics in five minutes.
        self.sandbox.reset()
        self.read_every_view(self.connect(self.archive, cache_ttl=300), (support.EURO,), resource_views().__contains__)
        self.assertEqual([], db.execute("SELECT * FROM subscription_changes").fetchall())
        self.assertLess(7, db.execute("SELECT count(*) FROM subscriptions").fetchone()[0])

    def read_every_view(self, db, accounts, is_wanted):
        for path in [PARAMETERS, *VIEWS, ARCHIVE_VIEWS, ARCHIVE_RESOURCE_VIEWS]:
            db.executescript(text_of(path))
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)", [(account,) for account in accounts])
        names = [name for name, in db.execute(
            "SELECT name FROM sqlite_temp_master WHERE type = 'view' AND name LIKE 'cf~_%' "
            "ESCAPE '~' AND name NOT LIKE 'cf~_sync%' ESCAPE '~'") if is_wanted(name)]
        self.assertGreater(len(names), 5)
        for source in ("live", "archive", "both"):
            db.execute("UPDATE cf_parameters SET source = ?", (source,))
            for name in names:
                with self.subTest(view=name, source=source):
                    db.execute(f"SELECT * FROM {name}").fetchall()


if __name__ == "__main__":
    support.main()
