"""Prints the value of a query: query.py sqlite3|apsw SQL"""

import importlib
import sys

# Of Debian's, apsw alone is looked for, and last: the rest is the place the wheel went to.
sys.path.append("/usr/lib/python3/dist-packages")
import cf_billing  # noqa: E402

host, sql = sys.argv[1:]
module = importlib.import_module(host)
db = getattr(module, "Connection")(":memory:")
try:
    cf_billing.load(db)
    print(db.cursor().execute(sql).fetchone()[0])
except Exception as error:  # pylint: disable=broad-except
    sys.exit(str(error))
