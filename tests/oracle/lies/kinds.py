"""Every kind of lie: what it is about, and whether rows must come in spite of it (`harmless`)."""

_KINDS = """
lists | harmless | clamp_told | pages are smaller than asked for, and say so
lists | harmless | clamp_silent | pages are smaller than asked for, and say the size that was asked for
lists | harmless | clamp_unsaid | pages are smaller than asked for, and say no size
lists | harmless | total_absent | no totals; at times no result_info at all
lists | harmless | total_pages_only | total_pages, and no total_count
lists | | total_high | totals above what there is
lists | | total_low | a total that full pages contradict
lists | | total_varies | another total on each page
lists | | total_stale | the total of before the list changed
lists | | total_odd | a total that is a text, a fraction, negative, null, a list …
lists | | info_odd | result_info that is no object, or an empty one
lists | | insert | new items in front, between two pages
lists | | delete | items that were read disappear: the others move up, past the reader
lists | | delete_ahead | items that were not read yet disappear
lists | | change_at_seam | an item changes while it moves to the next page
lists | | change_in_place | an item changes where it stands
lists | | move_back | an item that was read moves behind the reader's page
lists | | bump | an item that was not read moves to the front
lists | | page_ignored | the first page, whatever page is asked for
lists | | shuffled | each page is cut from another order
lists | | overlap | each page begins before the last one's end
lists | | prefix | each page repeats the end of the last one, and is longer
lists | | item_twice | an item comes twice on a page
lists | | hole_once | a page comes empty, once
lists | | hole_always | a page in the middle comes empty, always
lists | | null_always | result is null beside a total
lists | harmless | filter_ignored | status=, type=, name= filter nothing
history | harmless | unordered | items in no order of time
history | | amount_texts | amounts such as "1,234.56", "$20.99", "(5.00)"
history | | amount_bad | amounts that are no numbers
history | | occurred_offsets | times with an offset
history | | no_ids | items without an id
paygo | | info_omits | info names all subscriptions but one
paygo | | info_omits_all | info names none
paygo | | info_repeats | info names one twice
paygo | | info_gone | info answers 404, usage answers
paygo | | info_offsets | info's timestamps with an offset, of the day before or the same
paygo | | anchor_wrong | an anchor some days off
paygo | | anchor_odd | an anchor that is Go's zero time, 1970, null, empty, a word, a number
paygo | | start_late | a start after the records'
paygo | | start_odd | a start that is no time
paygo | | end_early | an end before the records'
paygo | | end_zero | an end that is Go's zero time, 1970, empty, 0, or in the year 9999
paygo | | end_before_start | an end before the start
paygo | | not_covered | covered: false beside usage
paygo | | moved_anchor | an upgrade moved the anchor: a short cycle, and info knows the new one only
paygo | | many_subscriptions | three of them
paygo | | retention | only the last 30 to 400 days are kept
paygo | | generation_gone | billable-usage and its info answer 404, paygo-usage answers
paygo | | second_gone | so do paygo-usage and its info
paygo | | usage_gone | usage answers 404, always, while info answers
paygo | | generation_flaps | usage answers 404 once, or a few times
paygo | | outside | records that were not asked for beside those that were
paygo | | usage_in_pages | usage comes in pages, with a total or a cursor
paygo | | restated | the newest days change between two requests
paygo | | no_billing_start | records without BillingPeriodStart
paygo | | no_charge_start | records without ChargePeriodStart
paygo | | offset_billing | BillingPeriodStart with an offset
paygo | | offset_charge | ChargePeriodStart with an offset
paygo | harmless | millis | ….000Z and +00:00
paygo | harmless | parent | BillingAccountId is another account's
paygo | | sparse | days without any record
paygo focus | | quiet | an account without usage
paygo focus | | server_behind | the server's clock is a day behind, and it refuses the future
paygo focus | | server_ahead | the server's clock is a day ahead
focus | harmless | focus_millis | ….000Z and +00:00
focus | harmless | focus_last_second | ends as T23:59:59Z
focus | harmless | focus_offsets | ChargePeriodStart with an offset
focus | | focus_no_start | records without ChargePeriodStart, or with a word there
focus | | focus_other_days | records of days that were not asked for
focus | | focus_in_pages | usage comes in pages, with a total or a cursor
small | | starts_paging | a list that was never in pages comes in pages, with a total or a cursor
any | | errors_beside | success: true beside errors, with all, less or nothing of the result
any | | success_missing | no success member
any | | success_false | success: false beside a result, errors in any shape
any | | success_odd | success is a text, a number, null …
any | | twice | a member of the envelope comes twice, with the same value
any | | no_result | no result, or one of another kind
any | harmless | announced | messages, in any shape
any | harmless | reordered | members in another order
any | harmless | decorated | unknown members, escapes in names
any | | cut | the body ends early, with the connection or without a word
any | harmless | zipped | gzip
any | | zipped_and_cut | gzip that ends early
any | harmless | chunked | chunks instead of a length
any | | page_instead | an HTML page with 200, 403, 404 or 503
any | | nothing | an empty body
any | | more_behind | something behind the JSON
any | harmless | blanks_around | blanks around the JSON
any | | mark_before | a byte order mark in front
any | | moved | a redirect
any | | busy_once | 429, 408 or 5xx, once
any | | busy_always | 429 or 5xx, always, or from some request on
any | | gone_once | 404 or 410, once
any | | gone_always | 404 or 410, always, or from some request on
any | | refused | 401, 403 or 400, always, or from some request on
any | | refused_once | 401, 403 or 400, once
"""

# Told in place of `retention` where the days asked for begin so early that it can be noticed.
SHORT = "retention_short"

KINDS = [tuple(part.strip() for part in line.split("|")) for line in _KINDS.strip().splitlines()]
HARMLESS = frozenset(name for _, harmless, name, _ in KINDS if harmless)
SENTENCE = {name: sentence for _, _, name, sentence in KINDS} | {
    SHORT: "only the last 10 to 29 days are kept"}

# What changes while it is read: a query that reads it twice may see two states of it.
CHANGING = frozenset("""insert delete delete_ahead change_at_seam change_in_place move_back bump shuffled
    restated""".split())


def of_area(*areas):
    return [name for told_of, _, name, _ in KINDS if set(told_of.split()) & set(areas)]


AREAS = {"history": of_area("lists", "history"), "accounts": of_area("lists"), "paygo": of_area("paygo"),
         "focus": of_area("focus"), "small": of_area("small")}
LISTS, ENVELOPE = of_area("lists"), of_area("any")


def drawn(rng, areas, only=None):
    """Lies for a world whose queries look at these areas; `only`: these, one at least."""
    if only:
        return sorted({rng.choice(only) for _ in range(rng.choice([1, 1, 2]))})
    count = rng.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4])
    known = [name for area in areas for name in AREAS[area]]
    lies = [rng.choice(known if rng.random() < 0.8 else ENVELOPE) for _ in range(count)]
    # Where pages shift, they are mostly small.
    if rng.random() < 0.5 and set(lies) & set(LISTS):
        lies.append(rng.choice(["clamp_told", "clamp_told", "clamp_silent", "clamp_unsaid"]))
    return sorted(set(lies))
