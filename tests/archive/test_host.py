"""All files in this process, with the SQLite that Python is linked with (or LD_LIBRARY_PATH names)."""

import archive_case
import support
from archive_case import ARCHIVE_VIEWS, PARAMETERS, SYNC, VIEWS, ArchiveCase, text_of


class InThisProcess(ArchiveCase):
    def test_sync_and_every_view(self):
        db = self.connect(self.archive)
        for _ in range(2):
            for path in (archive_case.ARCHIVE, PARAMETERS, SYNC):
                db.executescript(text_of(path))
        self.check_usage()
        self.check_history()
        for path in [*VIEWS, ARCHIVE_VIEWS]:
            db.executescript(text_of(path))
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                       [(account,) for account in support.BILLED])
        names = [name for name, in db.execute(
            "SELECT name FROM sqlite_temp_master WHERE type = 'view' AND name LIKE 'cf~_%' "
            "ESCAPE '~' AND name NOT LIKE 'cf~_sync%' ESCAPE '~'")]
        for source in ("live", "archive", "both"):
            db.execute("UPDATE cf_parameters SET source = ?", (source,))
            for name in names:
                with self.subTest(view=name, source=source):
                    db.execute(f"SELECT * FROM {name}").fetchall()


if __name__ == "__main__":
    support.main()
