"""Every kind of lie: where it is told, and whether rows must come in spite of it."""

# Lies whose answers hold all that is needed: an error would be wrong.
HARMLESS = frozenset("""clamp_told clamp_silent clamp_unsaid total_absent total_pages_only zipped chunked
    blanks_around announced reordered decorated parent millis focus_millis focus_last_second focus_offsets
    filter_ignored insert change_in_place unordered""".split())

HISTORY = """clamp_told clamp_silent clamp_unsaid total_absent total_pages_only total_high total_low
    total_varies total_stale total_odd info_odd insert delete delete_ahead change_at_seam change_in_place
    move_back bump page_ignored shuffled overlap prefix hole_once hole_always null_always filter_ignored
    unordered amount_texts amount_bad occurred_offsets no_ids""".split()
ACCOUNTS = [name for name in HISTORY if name not in (
    "unordered", "amount_texts", "amount_bad", "occurred_offsets", "no_ids")]
PAYGO = """info_omits info_omits_all anchor_wrong anchor_odd info_offsets start_late start_odd end_early
    end_zero end_before_start info_repeats info_gone not_covered moved_anchor many_subscriptions retention
    server_behind server_ahead generation_gone second_gone usage_gone generation_flaps outside
    usage_in_pages restated no_billing_start no_charge_start offset_billing offset_charge millis parent sparse
    quiet""".split()
FOCUS = """focus_millis focus_last_second focus_offsets focus_no_start focus_other_days focus_in_pages
    server_behind server_ahead quiet""".split()
SMALL = ["starts_paging"]
ENVELOPE = """errors_beside success_missing success_false success_odd twice announced reordered decorated
    no_result cut zipped zipped_and_cut chunked page_instead nothing more_behind blanks_around mark_before
    moved busy_once busy_always gone_once gone_always refused refused_once""".split()

# What changes while it is read: a query that reads it twice may see two states of it.
CHANGING = frozenset("""insert delete delete_ahead change_at_seam change_in_place move_back bump shuffled
    restated""".split())

AREAS = {"history": HISTORY, "accounts": ACCOUNTS, "paygo": PAYGO, "focus": FOCUS, "small": SMALL}
ALL = sorted({name for names in AREAS.values() for name in names} | set(ENVELOPE))


def drawn(rng, areas, only=None):
    """Lies for a world whose queries look at these areas; `only`: these, one at least."""
    if only:
        return sorted({rng.choice(only) for _ in range(rng.choice([1, 1, 2]))})
    count = rng.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
    known = [name for area in areas for name in AREAS[area]]
    lies = [rng.choice(known if rng.random() < 0.8 else ENVELOPE) for _ in range(count)]
    # Where pages shift, they are mostly small.
    if rng.random() < 0.5 and set(lies) & set(HISTORY):
        lies.append(rng.choice(["clamp_told", "clamp_told", "clamp_silent", "clamp_unsaid"]))
    return sorted(set(lies))
