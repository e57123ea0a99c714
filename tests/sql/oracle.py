"""What the tables must hold, worked out from the sandbox's own records without the extension."""

import datetime
import json
import re

PROFILE_COLUMNS = """id account_type address address2 balance card_expiry_month card_expiry_year
    card_number city company country created_on device_data edited_on enterprise_billing_email
    enterprise_primary_email first_name is_partner last_name next_bill_date payment_address
    payment_address2 payment_city payment_country payment_email payment_first_name payment_gateway
    payment_last_name payment_nonce payment_state payment_zipcode primary_email state tax_id_type
    telephone use_legacy validation_code vat zipcode""".split()

PAYGO_COLUMNS = """BilledCost BillingAccountId BillingAccountName BillingCurrency
    BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd
    ChargePeriodStart ConsumedQuantity ConsumedUnit ContractedCost CumulatedContractedCost
    CumulatedPricingQuantity EffectiveCost HostProviderName InvoiceIssuerName ListCost
    PricingQuantity PricingUnit ServiceFamilyName ServiceName ServiceProviderName SubscriptionId
    ZoneId ZoneName""".split()
PAYGO_FIRST = """BillingCurrency BillingPeriodStart ChargePeriodEnd ChargePeriodStart
    ConsumedQuantity ConsumedUnit ContractedCost CumulatedContractedCost CumulatedPricingQuantity
    PricingQuantity ServiceName""".split()
PAYGO_SECOND = [*PAYGO_FIRST, "ServiceFamilyName", "SubscriptionId", "ZoneId", "ZoneName"]

FOCUS_COLUMNS = """BillingAccountId BillingAccountName ChargeCategory ChargeDescription
    ChargeFrequency ChargePeriodEnd ChargePeriodStart ConsumedQuantity ConsumedUnit
    HostProviderName InvoiceIssuerName ServiceProviderName x_BillableMetricName BilledCost
    BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeClass ContractedCost
    ContractedUnitPrice EffectiveCost ListCost ListUnitPrice PricingQuantity PricingUnit RegionId
    RegionName SubAccountId SubAccountName x_BillableMetricId x_ProductFamilyName x_ZoneId
    x_ZoneName x_ProductCategoryName x_ProductFamilyId Tags""".split()

# Only a POST brings these.
FOCUS_MONEY = """BilledCost BillingCurrency ContractedCost ContractedUnitPrice EffectiveCost ListCost
    ListUnitPrice PricingQuantity PricingUnit""".split()

HISTORY_COLUMNS = """id action amount currency description occurred_at type zone_name status
    amount_to_pay source invoice_id receipt_id external_invoice_id source_invoice_id
    hosted_invoice_url""".split()

COLUMNS = {"cf_billing_profile": PROFILE_COLUMNS, "cf_paygo_usage": PAYGO_COLUMNS,
           "cf_focus_usage": FOCUS_COLUMNS, "cf_billing_history": HISTORY_COLUMNS}
HIDDEN = {"cf_billing_profile": ["account_id", "raw"],
          "cf_paygo_usage": ["account_id", "from_date", "to_date", "charge_date", "raw"],
          "cf_focus_usage": ["account_id", "from_date", "to_date", "organization_id", "group_by",
                             "charge_date", "raw"],
          "cf_billing_history": ["account_id", "occurred_date", "raw"]}

# Behind them, and not of records.
EXTRA_HIDDEN = {"cf_focus_usage": ["charge_period_end", "billing_period_end", "incomplete", "read_through"],
                "cf_paygo_usage": ["charge_period_end", "incomplete", "complete_from", "BillingPeriodEnd",
                                   "read_through"],
                "cf_billing_history": ["order_by"]}

_REAL = re.compile(r"Cost$|Quantity$|UnitPrice$|^amount(_to_pay)?$|^quantity$|^sample_interval$")
_PERIOD = re.compile(r"Period(Start|End)$")
_INTEGER = {"card_expiry_month", "card_expiry_year", "is_partner", "use_legacy"}


def declared_type(column):
    if _REAL.search(column):
        return "REAL"
    return "INTEGER" if column in _INTEGER else "TEXT"


def declaration(column):
    """The column as an ordinary table declares it to be compared like the extension's."""
    collation = " COLLATE cf_instant" if _PERIOD.search(column) else ""
    return f'"{column}" {declared_type(column)}{collation}'


def normal_period(text):
    """FOCUS form where nothing is lost by it."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.0+)?(Z|\+00:00)", text)
    return found[1] + "Z" if found else text


def cell(column, value):
    """The value a column must show for a field that holds `value` in JSON."""
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if _REAL.search(column):
        return float(value)
    if column in _INTEGER:
        return int(value)
    return normal_period(value) if _PERIOD.search(column) else value


def visible(table, record, account=None):
    """A row of `SELECT *` for a record given as JSON text, and the account that was asked for it."""
    fields = json.loads(record)
    if table == "cf_focus_usage" and fields.get("BillingAccountId") is None:
        fields["BillingAccountId"] = account
    if table == "cf_billing_history":
        fields["zone_name"] = (fields.get("zone") or {}).get("name")
        if "occured_at" in fields:
            fields["occurred_at"] = fields["occured_at"]
    return tuple(cell(column, fields.get(column)) for column in COLUMNS[table])


def older_paygo(record, columns):
    """What a generation with only these fields makes of a record of the current one."""
    fields = json.loads(record)
    return tuple(cell(name, fields.get(name)) if name in columns else None
                 for name in PAYGO_COLUMNS)


def day_of(record):
    return json.loads(record)["ChargePeriodStart"][:10]


def utc_day(text):
    """The day of a timestamp in UTC, an offset in it counted; of another text what it begins with."""
    try:
        at = datetime.datetime.fromisoformat(re.sub(r"Z$", "+00:00", re.sub(r"\.\d+", "", text)))
    except ValueError:
        return text[:10]
    return (at.astimezone(datetime.timezone.utc) if at.tzinfo else at).date().isoformat()


def make_table(db, name, table, records, account):
    """An ordinary table with the same columns, hidden ones included where a row tells them."""
    columns = [*COLUMNS[table], "account_id"]
    date = {"cf_paygo_usage": "charge_date", "cf_focus_usage": "charge_date",
            "cf_billing_history": "occurred_date"}.get(table)
    rows = []
    for record in records:
        row = visible(table, record, account)
        at = row[columns.index("occurred_at" if date == "occurred_date" else "ChargePeriodStart")]
        day = at and (utc_day(at) if date == "occurred_date" else at[:10])
        rows.append((*row, account, day, record))
    columns += [date, "raw"]
    declared = ", ".join(map(declaration, columns))
    db.execute(f"CREATE TEMP TABLE {name}({declared})")
    db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
