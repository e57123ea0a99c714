"""What each probe does, in Python's sqlite3; see ../README.md."""
import os
import platform
import sqlite3
import sys
import threading
import time

COUNT = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?"


def connect():
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension(os.environ["CF_BILLING"])
    return db


def version():
    print(sqlite3.sqlite_version, "Python " + platform.python_version(), sep="\n")


def threads(first, second, day):
    counts = {}

    def count(account):
        counts[account] = connect().execute(COUNT, (account, day)).fetchone()[0]

    workers = [threading.Thread(target=count, args=(account,)) for account in (first, second)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(counts[first], counts[second])


def interrupt(account, day):
    db = connect()

    def later():
        time.sleep(0.5)
        db.interrupt()

    threading.Thread(target=later).start()
    try:
        db.execute(COUNT, (account, day)).fetchone()
    except sqlite3.OperationalError as error:
        print(error.sqlite_errorname, error)


def abandon(account, day):
    rows = connect().execute(COUNT.replace("count(*)", "*"), (account, day))
    rows.fetchone()
    print("1 row read")
    sys.exit(0)


def transaction():
    db = connect()
    db.isolation_level = None
    db.executescript("CREATE TABLE kept(x); BEGIN; INSERT INTO kept VALUES ('first');")
    try:
        db.execute("INSERT INTO kept SELECT id FROM cf_accounts")
    except sqlite3.Error as error:
        print(error)
    db.execute("INSERT INTO kept VALUES ('second')")
    db.execute("COMMIT")
    print(db.execute("SELECT group_concat(x, '+') FROM kept").fetchone()[0])


globals()[sys.argv[1]](*sys.argv[2:])
