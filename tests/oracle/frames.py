"""Conditions that say which accounts and days a scan is for.

The usage tables answer for an account and for days. Every reference to one of them gets a frame in
a form that is certain to reach the extension; all other conditions only narrow it.
"""

from shared import support
from sqltree import Bool, Nested, Select, Source, Sql, Value
from tables import CLIENT_IDS, DAY, DEEPEST_FRAME, FIRST, FOCUS, HISTORY, PROFILE, USAGE
from tables import EURO, MANY_PLANS, MID_MONTH, MONTH_END, QUIET
from virtual_table import Frame

# Small accounts more often: a query shall take milliseconds.
WEIGHTED_ACCOUNTS = 5 * (EURO,) + 3 * (MANY_PLANS,) + 2 * (MONTH_END,) + (MID_MONTH, FIRST, QUIET)


class Frames:
    def __init__(self, truth, rng, new_alias):
        self.truth, self.rng, self.new_alias = truth, rng, new_alias
        self.near = None  # A frame to be mostly like, so that a join finds something.

    def value(self, value):
        return Value(value, bound=self.rng.random() < 0.4)

    def accounts(self, most=2):
        if self.near and self.rng.random() < 0.8:
            accounts = [account for account in self.near.accounts if account in WEIGHTED_ACCOUNTS]
            if accounts:
                return accounts[:most]
        count = 1 if self.rng.random() < 0.8 else self.rng.randint(1, most)
        return list({self.rng.choice(WEIGHTED_ACCOUNTS): None for _ in range(count)})

    def make(self, table, alias, *, span=None, call=True, default=0.06):
        """A frame of literal accounts and days for one reference."""
        rng = self.rng
        frame = Frame()
        if table in USAGE and rng.random() < default:
            frame.is_default = True
            self.add_accounts(frame, table, alias)
            return frame
        if call and rng.random() < 0.12:
            self.call(frame, table, span)
            return frame
        if table == FOCUS and call and rng.random() < 0.05:
            frame.arguments["organization_id"] = self.value(support.ORGANIZATION)
            frame.accounts = [support.ORGANIZATION]
            self.argument_terms(frame, alias, ["organization_id"])
        else:
            self.add_accounts(frame, table, alias)
        if table in USAGE:
            self.add_days(frame, table, alias, span, call)
        return frame

    def call(self, frame, table, span):
        rng = self.rng
        frame.as_call = True
        frame.accounts = self.accounts(1)
        frame.arguments["account_id"] = self.value(frame.accounts[0])
        if table in (HISTORY, PROFILE):
            return
        self.choose_span(frame, span)
        frame.arguments["from_date"] = self.value(frame.first.isoformat())
        if frame.last < self.truth.today or rng.random() < 0.3:
            frame.arguments["to_date"] = self.value(frame.last.isoformat())

    def argument_terms(self, frame, alias, names):
        for name in names:
            frame.terms.append(Sql(f"{alias}.{name} = ", frame.arguments[name], fixed=True))

    # Accounts.

    def add_accounts(self, frame, table, alias):
        rng = self.rng
        if table in (HISTORY, PROFILE) and rng.random() < 0.3:
            self.user_or_setting(frame, alias)
            return
        if table in USAGE and rng.random() < 0.06:
            account = rng.choice(WEIGHTED_ACCOUNTS)
            frame.scope, frame.accounts = ("setting", account), [account]
            return
        frame.accounts = self.accounts(3 if table in USAGE else 5)
        column = f"{alias}.account_id"
        if self.records_name_account(table) and rng.random() < 0.25:
            column = f"{alias}.BillingAccountId"
        if len(frame.accounts) == 1:
            frame.terms.append(self.one_account(column, frame))
        else:
            frame.terms.append(self.several_accounts(column, frame))

    def records_name_account(self, table):
        return table in USAGE and self.truth.variant.names_account_in_records(table)

    def user_or_setting(self, frame, alias):
        rng = self.rng
        kind = rng.random()
        frame.accounts = [None]
        if kind < 0.4:
            frame.scope = ("user",)
        elif kind < 0.7:
            frame.terms.append(
                Sql(
                    f"{alias}.account_id ", rng.choice(["IS NULL", "IS NULL", "ISNULL"]), fixed=True
                )
            )
        elif kind < 0.8:
            frame.terms.append(Sql(f"{alias}.account_id IS ", Value(None, bound=True), fixed=True))
        else:
            account = rng.choice(WEIGHTED_ACCOUNTS)
            frame.scope, frame.accounts = ("setting", account), [account]

    def one_account(self, column, frame):
        rng, (account,) = self.rng, frame.accounts
        kind = rng.random()
        if kind < 0.5:
            return Sql(f"{column} = ", self.value(account), fixed=True)
        if kind < 0.6:
            return Sql(self.value(account), f" = {column}", fixed=True)
        if kind < 0.7:
            return Sql(f"{column} IN (", self.value(account), ", NULL)", fixed=True, loops=2)
        if kind < 0.75 and column.endswith(".account_id"):
            return Sql(f"{column} IS ", self.value(account), fixed=True)
        if kind < 0.85:
            return Sql(f"{column} = ", Nested(self.client_select("=", account)), fixed=True)
        if kind < 0.93:
            return Sql(f"{column} IN ", Nested(self.client_select("=", account)), fixed=True)
        return Sql(f"{column} = lower(upper(", self.value(account), "))", fixed=True)

    def client_select(self, operator, account):
        name = self.new_alias()
        (n,) = [n for n, known in CLIENT_IDS.items() if known == account]
        return Select(
            [Source(Sql("clients", fixed=True), name)],
            [Sql(f"{name}.id", fixed=True)],
            [Sql(f"{name}.n {operator} ", self.value(n), fixed=True)],
        )

    def several_accounts(self, column, frame):
        rng = self.rng
        kind = rng.random()
        frame.loops *= len(frame.accounts) + 1
        if kind < 0.2:
            return Bool(
                "OR",
                [
                    Sql(f"{column} = ", self.value(account), fixed=True)
                    for account in frame.accounts
                ],
                fixed=True,
            )
        if kind < 0.4:
            # The NULL among the clients is no account.
            n = rng.randint(1, 5)
            frame.accounts = [CLIENT_IDS[i] for i in range(1, n + 1) if CLIENT_IDS[i]]
            frame.loops *= 3
            select = self.client_select("=", FIRST)
            select.where = [Sql(f"{select.sources[0].alias}.n <= ", self.value(n), fixed=True)]
            return Sql(f"{column} IN ", Nested(select), fixed=True)
        items = []
        for account in [*frame.accounts, frame.accounts[0]]:
            items += [self.value(account), ", "]
        if rng.random() < 0.3:
            items += [Value(None), ", "]
        return Sql(f"{column} IN (", *items[:-1], ")", fixed=True)

    # Days.

    def choose_span(self, frame, span=None):
        """The first and the last day: short spans more often."""
        rng = self.rng
        if self.near and self.near.last and rng.random() < 0.8:
            frame.first, frame.last = self.near.span or (self.near.first, self.near.last)
            frame.first = max(frame.first, frame.last - 3 * DAY)
            return
        longest = span or rng.choice([1, 1, 2, 3, 5, 8, 8, 31, 32, DEEPEST_FRAME])
        length = rng.randint(1, longest)
        back = rng.randint(0, DEEPEST_FRAME - length) if rng.random() < 0.7 else 0
        frame.last = self.truth.today - back * DAY
        frame.first = frame.last - (length - 1) * DAY

    def add_days(self, frame, table, alias, span, call):
        rng = self.rng
        kind = rng.random()
        if kind < 0.12 and call:
            self.choose_span(frame, span)
            frame.arguments["from_date"] = self.value(frame.first.isoformat())
            names = ["from_date"]
            if frame.last < self.truth.today:
                frame.arguments["to_date"] = self.value(frame.last.isoformat())
                names.append("to_date")
            self.argument_terms(frame, alias, names)
        elif kind < 0.22:
            self.listed_days(frame, alias, span)
        elif kind < 0.32:
            self.pattern(frame, alias)
        elif kind < 0.4 and not span:
            self.billing_period(frame, table, alias)
        elif kind < 0.48 and not span and not self.has_subquery(frame):
            self.two_ranges(frame, alias)
        else:
            self.range(frame, alias, span)

    def lower(self, alias, day):
        """A condition that every record charged on `day` or later meets, and few others."""
        rng = self.rng
        text, before = day.isoformat(), (day - DAY).isoformat()
        column, operator, bound = rng.choice(
            [
                ("charge_date", ">=", text),
                ("charge_date", ">=", text),
                ("charge_date", ">", before),
                ("charge_date", ">=", text[:9]),
                ("charge_date", ">", before + "T"),
                ("ChargePeriodStart", ">=", text),
                ("ChargePeriodStart", ">=", text + "T00:00:00Z"),
                ("ChargePeriodStart", ">=", text + "T02:00:00+02:00"),
                ("ChargePeriodEnd", ">", text),
                ("ChargePeriodStart", ">", before + "T00:00:00Z"),
                ("ChargePeriodStart", ">", before),
                ("ChargePeriodEnd", ">", text + "T00:00:00Z"),
                ("ChargePeriodEnd", ">=", text + "T23:59:59Z"),
            ]
        )
        collation = rng.choice([""] * 12 + [" COLLATE NOCASE", " COLLATE BINARY"])
        value = self.value(bound)
        if rng.random() < 0.1:
            value = Sql("(SELECT ", value, ")")
        elif rng.random() < 0.1:
            value = Sql("date(", self.value(text), ")")
            column, operator = "charge_date", ">="
        if rng.random() < 0.1:
            return Sql(
                value,
                {">": " < ", ">=": " <= "}[operator],
                f"{alias}.{column}{collation}",
                fixed=True,
            )
        return Sql(f"{alias}.{column} {operator} ", value, collation, fixed=True)

    def upper(self, alias, day):
        rng = self.rng
        text, after = day.isoformat(), (day + DAY).isoformat()
        column, operator, bound = rng.choice(
            [
                ("charge_date", "<=", text),
                ("charge_date", "<", after),
                ("ChargePeriodStart", "<", after),
                ("ChargePeriodStart", "<=", text + "T00:00:00Z"),
                ("ChargePeriodStart", "<=", text),
                ("ChargePeriodEnd", "<=", after + "T00:00:00Z"),
                ("ChargePeriodEnd", "<=", after),
                ("BillingPeriodStart", "<=", text),
            ]
        )
        return Sql(f"{alias}.{column} {operator} ", self.value(bound), fixed=True)

    def range(self, frame, alias, span):
        rng = self.rng
        self.choose_span(frame, span)
        if rng.random() < 0.35:
            self.between(frame, alias, (frame.last - frame.first).days + 1)
            return
        frame.terms.append(self.lower(alias, frame.first))
        if frame.last < self.truth.today:
            frame.terms.append(self.upper(alias, frame.last))
        # The bounds that lower() and upper() choose may take in some days more; one on the billing
        # period bounds nothing where the charge period is bounded.
        frame.span = (frame.first, frame.last)
        frame.first, frame.last = frame.first - 32 * DAY, self.truth.today

    def listed_days(self, frame, alias, span):
        rng = self.rng
        days = [
            self.truth.today - rng.randint(0, 70) * DAY for _ in range(rng.choice([1, 1, 2, 3]))
        ]
        frame.first, frame.last, frame.only = min(days), max(days), set(days)
        column, end = rng.choice(
            [
                ("charge_date", ""),
                ("ChargePeriodStart", "T00:00:00Z"),
                ("ChargePeriodStart", ""),
                ("ChargePeriodStart", "T05:30:00+05:30"),
            ]
        )
        if len(days) == 1:
            frame.terms.append(
                Sql(f"{alias}.{column} = ", self.value(days[0].isoformat() + end), fixed=True)
            )
            return
        frame.loops *= len(days) + 1
        items = []
        for day in days:
            items += [self.value(day.isoformat() + end), ", "]
        if rng.random() < 0.2:
            items += [Value(None), ", "]
        frame.terms.append(Sql(f"{alias}.{column} IN (", *items[:-1], ")", fixed=True))

    def pattern(self, frame, alias):
        """LIKE and GLOB; SQLite makes bounds of a prefix that does not look like a number."""
        rng, today = self.rng, self.truth.today
        day = today - rng.randint(0, 40) * DAY
        length = rng.choice([7, 9, 10])
        prefix = day.isoformat()[:length]
        operator, wild = rng.choice([("LIKE", "%"), ("GLOB", "*")])
        column = rng.choice(["charge_date", "ChargePeriodStart"])
        frame.terms.append(Sql(f"{alias}.{column} {operator} ", Value(prefix + wild), fixed=True))
        days = [today - n * DAY for n in range(90)]
        frame.only = {day for day in days if day.isoformat().startswith(prefix)}
        frame.first, frame.last = min(frame.only), max(frame.only)

    def add_plain_days(self, frame, alias):
        """Days through charge_date or ChargePeriodStart, whatever stands between."""
        self.rng.choice([self.listed_days, self.listed_days, self.between])(frame, alias, 8)

    def between(self, frame, alias, span):
        self.choose_span(frame, span)
        column, end = self.rng.choice(
            [
                ("charge_date", ""),
                ("ChargePeriodStart", ""),
                ("ChargePeriodStart", "T00:00:00Z"),
                ("ChargePeriodStart", "T~"),
            ]
        )
        frame.terms.append(
            Sql(
                f"{alias}.{column} BETWEEN ",
                self.value(frame.first.isoformat()),
                " AND ",
                self.value(frame.last.isoformat() + end),
                fixed=True,
            )
        )

    def billing_period(self, frame, table, alias):
        rng, today = self.rng, self.truth.today
        start = today - rng.randint(0, 60) * DAY
        column = (
            rng.choice(["BillingPeriodStart", "BillingPeriodEnd"])
            if table == FOCUS
            else "BillingPeriodStart"
        )
        frame.terms.append(
            Sql(
                f"{alias}.{column} {rng.choice(['>=', '>'])} ",
                self.value(start.isoformat()),
                fixed=True,
            )
        )
        frame.first, frame.last = start - 32 * DAY, today
        # Any other bound, as foolish as it may be, counts instead.
        frame.is_exact = False
        if rng.random() < 0.3:
            frame.terms.append(
                Sql(
                    f"{alias}.BillingPeriodStart <= ",
                    self.value((start + 20 * DAY).isoformat()),
                    fixed=True,
                )
            )

    @staticmethod
    def has_subquery(frame):
        return any(isinstance(node, Nested) for term in frame.terms for node in term.walk())

    def two_ranges(self, frame, alias):
        rng = self.rng
        spans = []
        for _ in range(2):
            self.choose_span(frame, rng.choice([1, 3, 8]))
            spans.append((frame.first, frame.last))
        arms = []
        for first, last in spans:
            text = rng.choice(
                [f"{alias}.charge_date BETWEEN ", f"{alias}.ChargePeriodStart BETWEEN "]
            )
            end = "T~" if "Start" in text else ""
            arms.append(
                Sql(
                    text,
                    self.value(first.isoformat()),
                    " AND ",
                    self.value(last.isoformat() + end),
                    fixed=True,
                )
            )
        frame.terms.append(Bool("OR", arms, fixed=True))
        # Another condition on days, looking like a bound, would be what is asked for instead.
        frame.is_exact = False
        frame.is_alone = True
        frame.first, frame.last = min(s[0] for s in spans), max(s[1] for s in spans)
