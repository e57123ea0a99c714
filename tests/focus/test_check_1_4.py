"""The rules of FOCUS 1.4 as SQL: on usage and charges, lines of invoices and billing periods."""

import re

import focus_case
import test_check


class Ordinary14(test_check.Rules, focus_case.TestCase):
    """As Ordinary, with the rules of 1.4 on usage and charges."""

    file, view = test_check.CHECK_1_4, "focus_check_1_4"
    mutations = (*test_check.MUTATIONS,
                 ({"ChargeCategory": "Tax", "EffectiveCost": 1.25}, ["CAU-EffectiveCost-C-017-C"]),
                 ({"ChargeCategory": "Credit", "EffectiveCost": None}, ["CAU-EffectiveCost-C-017-C"]),
                 ({"Tags": 5}, ["CAU-Tags-C-018-M"]))

    def test_the_columns_that_are_gone_are_not_asked_for(self):
        self.assertEqual([], [rule for rule, text in self.texts.items()
                              if re.search(r"\b(Publisher|Provider)Name\b", text)])


class InvoiceDetail14(test_check.Rules, focus_case.TestCase):
    """As Ordinary, with the rules of 1.4 on lines of invoices."""

    file, view = test_check.CHECK_1_4, "focus_check_invoice_detail"
    good = {
        "BilledCost": 12.34, "BillingAccountId": "a1", "BillingCurrency": "EUR",
        "BillingPeriodEnd": "2026-11-01T00:00:00Z", "BillingPeriodStart": "2026-10-01T00:00:00Z",
        "ChargeCategory": "Usage", "InvoiceDetailCreated": "2026-11-01T00:01:00Z",
        "InvoiceDetailDescription": "Usage", "InvoiceDetailGrain": '{"SubAccountId": "s1"}',
        "InvoiceDetailId": "i1-usage", "InvoiceDetailLastUpdated": "2026-11-01T00:01:00Z",
        "InvoiceId": "i1", "InvoiceIssueDate": "2026-11-01T00:01:00Z", "InvoiceIssueStatus": "Issued",
        "InvoiceIssuerName": "Cloudflare", "PaymentCurrency": "EUR", "PaymentCurrencyBilledCost": 12.34,
        "PaymentCurrencyInvoiceDetailId": "i1-usage", "PaymentDueDate": "2026-11-01T00:00:00Z",
        "PaymentTerms": "Net 30", "PurchaseOrderNumber": "7", "ReferenceInvoiceId": "i1"}
    correction = good
    mutations = (
        ({"InvoiceDetailLastUpdated": "2026-11-01T00:00:59Z"}, ["IND-InvoiceDetailLastUpdated-C-005-M"]),
        ({"PaymentCurrencyInvoiceDetailId": "another"}, ["IND-PaymentCurrencyInvoiceDetailId-C-005-C"]),
        ({"InvoiceDetailGrain": 5}, ["IND-InvoiceDetailGrain-C-001-M"]),
        ({"InvoiceDetailGrain": "[]"}, ["IND-InvoiceDetailGrain-C-002-M"]),
        ({"InvoiceDetailDescription": None}, ["IND-InvoiceDetailDescription-C-003-O"]),
        ({"InvoiceIssueStatus": "Paid"}, ["IND-InvoiceIssueStatus-C-004-M"]))


class BillingPeriod14(test_check.Rules, focus_case.TestCase):
    """As Ordinary, with the rules of 1.4 on billing periods."""

    file, view = test_check.CHECK_1_4, "focus_check_billing_period"
    good = {
        "BillingPeriodCreated": "2026-11-01T00:00:00Z", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "BillingPeriodLastUpdated": "2026-11-01T00:00:00Z",
        "BillingPeriodStart": "2026-10-01T00:00:00Z", "BillingPeriodStatus": "Closed",
        "InvoiceIssuerName": "Cloudflare"}
    correction = good
    mutations = (
        ({"BillingPeriodLastUpdated": "2026-10-31T23:59:59Z"}, ["BIP-BillingPeriodLastUpdated-C-005-M"]),
        ({"BillingPeriodStatus": "open"}, ["BIP-BillingPeriodStatus-C-003-M"]))


if __name__ == "__main__":
    focus_case.main()
