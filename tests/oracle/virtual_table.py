"""A reference to a table of the extension, and what it covers."""

from shared import support
from sqltree import VIRTUAL, Sql, Value
from tables import ORDINARY_NAME, columns_of


class Frame:
    """What a reference covers at most: for the count of requests."""

    def __init__(self):
        self.terms = []
        self.accounts = []  # () until known; None in it: the user's own
        self.first = None  # Days, or None: the default window
        self.last = None
        self.only = None  # A set of days within them, if fewer
        self.span = None  # The days that its terms are about, where some take in more
        self.loops = 1  # Scans where IN values come one by one
        self.arguments = {}  # name -> Value, of the table-valued call or of terms
        self.as_call = False
        self.scope = None  # ("setting", account), ("user",)
        self.is_default = False
        self.is_alone = False  # No other condition on days may be there
        self.is_exact = True  # False: it depends on other tables; no count of requests


class VirtualTable(Sql):
    """A reference to a table of the extension, or to the ordinary one in its place."""

    def __init__(self, table, frame):
        super().__init__(table, fixed=True)
        self.table, self.frame = table, frame
        self.arguments = list(frame.arguments.values())

    def sql(self, out):
        return self.called(out) if out.side == VIRTUAL else self.ordinary(out)

    def called(self, out):
        if not self.frame.as_call:
            return self.table
        given = []
        for name in ("account_id", "from_date", "to_date", "organization_id"):
            if name not in self.frame.arguments:
                break
            given.append(self.frame.arguments[name].sql(out))
        return f"{self.table}({', '.join(given)})"

    def ordinary(self, out):
        frame = self.frame
        name = ORDINARY_NAME[self.table] + ("_now" if frame.is_default else "")
        where = []
        if frame.scope:
            account = frame.scope[1] if frame.scope[0] == "setting" else None
            where.append("account_id IS " + Value(account).sql(out))
        shown = {}
        for argument, value in frame.arguments.items():
            shown[argument] = value.sql(out)
        if "from_date" in shown:
            where.append(f"charge_date >= {shown['from_date']}")
        if "to_date" in shown:
            where.append(f"charge_date <= {shown['to_date']}")
        if "organization_id" in shown:
            accounts = ", ".join(f"'{account}'" for account in support.ORGANIZATION_ACCOUNTS)
            where.append(f"account_id IN ({accounts})")
        if "account_id" in shown:
            where.append(f"account_id = {shown['account_id']}")
        if not where:
            return name
        shown.pop("account_id", None)
        columns = ", ".join(
            f'CAST({shown[column]} AS TEXT) AS "{column}"' if column in shown else f'"{column}"'
            for column in columns_of(self.table)
        )
        return f"(SELECT {columns} FROM {name} WHERE {' AND '.join(where)})"


class LateralTable(VirtualTable):
    """cf_…(account, t.d, t.k); on the ordinary side conditions say the same."""

    def __init__(self, table, frame, account, other):
        super().__init__(table, frame)
        self.account, self.other = account, other

    def called(self, out):
        return f"{self.table}({self.account.sql(out)}, {self.other}.d, {self.other}.k)"
