"""What the API may do either way: each variant holds for a block of queries."""

from shared import expected
from tables import FOCUS, PAYGO

BLOCK = 1000  # Queries; changing over takes a second or two.


class Variant:
    def __init__(
        self,
        name,
        *,
        encoding="UTF-8",
        paygo_columns=None,
        current_cycle_only=False,
        is_cached=False,
        **settings,
    ):
        self.name, self.encoding, self.settings = name, encoding, settings
        self.paygo_columns = paygo_columns  # Of an older generation; None: all
        self.is_cached = is_cached
        self.current_cycle_only = current_cycle_only  # What PayGo answers without dates
        self.page_lengths_told = settings.get("history__result_info") != "absent"
        # An older generation sends other texts, which the truth does not hold, and no account.
        self.unknown = {PAYGO: ("raw", "BillingAccountId")} if paygo_columns else {}

    def counts_requests_of(self, table):
        """Without `info` the cycles are found out by asking."""
        return table != PAYGO or self.paygo_columns is None

    def names_account_in_records(self, table):
        return table == FOCUS or self.paygo_columns is None


VARIANTS = (
    Variant("as started", is_cached=True),
    Variant(
        "second PayGo generation, exclusive FOCUS end",
        is_cached=True,
        paygo__generations="paygo-usage",
        focus__to="exclusive",
        paygo_columns=expected.PAYGO_SECOND,
    ),
    Variant(
        "history without page lengths, oldest first; no POST, contracts without an account",
        is_cached=True,
        focus__post="off",
        focus__contract_account="absent",
        history__direction="asc",
        history__result_info="absent",
        history__beyond="null",
    ),
    Variant(
        "FOCUS refuses a future end, metric ignored, one of two anchors answered",
        focus__post_to="inclusive",
        focus__future_to="refuse",
        focus__metric="ignore",
        paygo__two_anchors="one",
    ),
    Variant(
        "first PayGo generation, only the current cycle without dates",
        paygo__generations="billing/usage/paygo",
        paygo__default="current",
        paygo__gone="410",
        paygo_columns=expected.PAYGO_FIRST,
        current_cycle_only=True,
    ),
    Variant(
        "UTF-16, compressed, longer pages refused",
        encoding="UTF-16le",
        gzip="on",
        history__account_max_per_page="7",
        paygo__default="current",
        current_cycle_only=True,
    ),
)


def variant_of(seed, index):
    """The block that a query is in decides; the first block of seed 0 is as started."""
    number = int(str(index).rstrip("'"))
    return VARIANTS[(seed + number // BLOCK) % len(VARIANTS)]
