"""The endpoints of the documents that the extension has a table for, and what their bodies must read as."""

import dataclasses
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
import json_text  # noqa: E402
import oracle  # noqa: E402
from support import FIRST, ORGANIZATION  # noqa: E402

BY_ACCOUNT = f"account_id = '{FIRST}'"


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """`schema` is that of a record, `records` where they are in a body."""
    name: str
    document: str
    path: str
    table: str
    schema: str
    where: str = BY_ACCOUNT
    settings: dict = dataclasses.field(default_factory=dict)
    records: str = "result"
    method: str = "GET"

    @property
    def hidden(self):
        """Columns that say of a record what none of its members does."""
        return {"cf_paygo_usage": ["charge_date"], "cf_focus_usage": ["charge_date"],
                "cf_billing_history": ["occurred_date"]}.get(self.table, [])

    @property
    def is_one_record(self):
        return self.table == "cf_billing_profile"

    def required(self, document):
        """The members that each record has."""
        schemas = document["components"]["schemas"]
        return {name for place in _objects(schemas[self.schema], schemas) for name in place.get("required", [])}

    def members(self, document):
        """The columns that the document has members for."""
        schemas = document["components"]["schemas"]
        found = {name for place in _objects(schemas[self.schema], schemas) for name in place.get("properties", {})}
        # The zone is an object of which one member is documented; of what is around a list of
        # records, what is beside it.
        found = {"zone_name" if name == "zone" else name for name in found}
        return found - {"success", "errors", "messages", "result", "result_info", "subscriptions"}


def _objects(schema, schemas):
    """The schemas that a schema is made of and that records are described by."""
    schema = schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    found = [schema]
    for part in schema.get("allOf", []):
        found += _objects(part, schemas)
    result = schema.get("properties", {}).get("result")
    if result:
        found += _objects(result, schemas)
        found += _objects(result.get("properties", {}).get("subscriptions", {}).get("items", {}), schemas)
    return found


FOCUS, PAYGO, HISTORY = "cf_focus_usage", "cf_paygo_usage", "cf_billing_history"
V2, BILLS = "billable-usage-api_v2_", "bill-subs-api_"
ENDPOINTS = {endpoint.name: endpoint for endpoint in (
    Endpoint("account_profile", "documented", "/accounts/{account_id}/billing/profile", "cf_billing_profile",
             BILLS + "billing_response_single"),
    Endpoint("user_profile", "documented", "/user/billing/profile", "cf_billing_profile",
             BILLS + "billing_response_single", where="account_id IS NULL"),
    Endpoint("user_history", "documented", "/user/billing/history", HISTORY, BILLS + "billing-history",
             where="account_id IS NULL"),
    Endpoint("account_history", "current", "/accounts/{account_id}/billing/history", HISTORY,
             BILLS + "account_billing_history"),
    Endpoint("paygo_first", "documented", "/accounts/{account_id}/billing/usage/paygo", PAYGO,
             "billable-usage-api_usage_record_legacy", settings={"paygo_endpoint": "billing/usage/paygo"}),
    Endpoint("paygo_second", "documented", "/accounts/{account_id}/paygo-usage", PAYGO,
             "billable-usage-api_usage_record", settings={"paygo_endpoint": "paygo-usage"}),
    Endpoint("paygo_current", "current", "/accounts/{account_id}/billable-usage", PAYGO,
             "billable-usage-api_usage_record"),
    Endpoint("paygo_info", "current", "/accounts/{account_id}/billable-usage/info", "cf_paygo_subscriptions",
             "billable-usage-api_usage_info_response", records="result.subscriptions"),
    Endpoint("focus_documented", "documented", "/accounts/{account_id}/billable/usage", FOCUS,
             "billable-usage-api_cost_and_usage_data"),
    Endpoint("focus_current", "current", "/accounts/{account_id}/billable/usage", FOCUS,
             "billable-usage-api_cost_and_usage_data"),
    Endpoint("focus_post", "current", "/accounts/{account_id}/billable/usage", FOCUS,
             "billable-usage-api_cost_and_usage_data", method="POST"),
    Endpoint("focus_organization", "current", "/organizations/{organization_id}/billable/usage", FOCUS,
             "billable-usage-api_cost_and_usage_data", where=f"organization_id = '{ORGANIZATION}'"),
    Endpoint("billable_metrics", "current", "/accounts/{account_id}/billable/usage/billable-metrics",
             "cf_billable_metrics", V2 + "account_billable_metric"),
)}
