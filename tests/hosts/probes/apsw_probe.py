"""What each probe does, in apsw; see ../README.md."""
import os
import sys
import threading
import time

import apsw

COUNT = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?"


def connect():
    db = apsw.Connection(":memory:")
    db.enableloadextension(True)
    db.loadextension(os.environ["CF_BILLING"])
    return db


def version():
    print(apsw.sqlitelibversion(), "apsw " + apsw.apswversion(), sep="\n")


def threads(first, second, day):
    counts = {}

    def count(account):
        counts[account] = connect().execute(COUNT, (account, day)).fetchall()[0][0]

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
        db.execute(COUNT, (account, day)).fetchall()
    except apsw.InterruptError as error:
        print(type(error).__name__, error)


def abandon(account, day):
    rows = connect().execute(COUNT.replace("count(*)", "*"), (account, day))
    next(rows)
    print("1 row read")
    sys.exit(0)


globals()[sys.argv[1]](*sys.argv[2:])
