"""A list in pages, and the lies about it.

What is true of a list that changes while it is read: each item that was there all the time is there once; one
that came or went may be there or not; of one that changed, either version. `touched` holds the choices.
"""

import json

from envelope import Reply

# Only one of each group is told about one list: two at a time could cancel each other out, so that
# nobody could notice.
CHANGES = ("insert", "delete", "change_at_seam", "move_back", "bump", "change_in_place", "delete_ahead")
TOTALS = ("total_absent", "total_pages_only", "total_high", "total_low", "total_varies", "total_stale",
          "total_odd", "info_odd")
PAGES = ("clamp_told", "clamp_silent", "clamp_unsaid")
ORDERS = ("page_ignored", "shuffled", "overlap", "prefix", "item_twice", "hole_always",
          "hole_once", "null_always")

# What an empty answer says of pages that the list has.
ABSENT = {"total_absent", "total_odd", "info_odd"}


class Item:
    """`row`: what the table shows."""

    __slots__ = ("id", "row", "text", "status")

    def __init__(self, id, row, text, status=None):
        self.id, self.row, self.text, self.status = id, row, text, status


class Listing:
    """`fresh(n)` makes a new item, `changed(item)` another version of one, `caps` the sizes of pages that a
    server may clamp to."""

    def __init__(self, world, account, items, fresh, changed, caps, most=50, default=20):
        self.world, self.account, self.items = world, account, items
        self.fresh, self.changed, self.most, self.default = fresh, changed, most, default
        self.first = list(items)
        self.touched = {}  # By id: rows it may be seen as; None: not at all.
        self.lies = {}
        for group in (PAGES, TOTALS, CHANGES, ORDERS):
            for name in group:
                rng = world.lie(name, account)
                if rng:
                    self.lies[name] = rng
                    break
        self.filters_on_total = world.rng("filter", account).random() < 0.3
        self.with_total_pages = world.rng("pages", account).random() < 0.5
        self.cap = self.most
        for name in PAGES:
            if name in self.lies:
                self.cap = self.lies[name].choice(caps)
        if self.lies.keys() & set(CHANGES):
            # Pages of one item that move by one look like a server that ignores the page.
            self.cap = max(self.cap, 3)
        self._leave_out_what_nobody_can_tell()
        self.stale_total = len(items)
        self._events = self._draw_events()
        self._drawn = {}
        self._holes_shown = 0

    def _leave_out_what_nobody_can_tell(self):
        lies, clamped = self.lies, self.lies.keys() & {"clamp_silent", "clamp_unsaid"}
        changes = lies.keys() & set(CHANGES)
        if clamped or changes or lies.keys() & set(ORDERS):
            lies.pop("total_low", None)
        if self.cap < self.most and (lies.keys() & ABSENT or self.world.lie("filter_ignored", self.account)):
            # No total, or none that counts, and pages as short as of a list that has no more.
            lies.pop("page_ignored", None)
        if clamped and len(self.items) <= self.cap:
            # A page that is as long as the list once was, and a total that says so still.
            lies.pop("total_stale", None)
        if lies.keys() & (ABSENT | {"total_pages_only", "total_varies"}) or changes:
            for name in ("shuffled", "null_always"):
                lies.pop(name, None)
        if self.world.lie("filter_ignored", self.account):
            for name in ("null_always", "hole_always"):
                lies.pop(name, None)  # Beside a filter no total counts.
        if "total_pages_only" in lies:
            lies.pop("overlap", None)
        if lies.keys() & (ABSENT | {"total_pages_only"}):
            # To the front of pages that were looked at twice already, without a total.
            lies.pop("bump", None)
        if changes or self.world.lie("no_ids", self.account):
            for name in ORDERS:
                lies.pop(name, None)

    def size(self, asked):
        return max(1, min(asked, self.cap))

    def _draw_events(self):
        """(page, change): what happens before the page is answered for the first time."""
        for name in CHANGES:
            if name in self.lies:
                rng = self.lies[name]
                pages = [rng.choice([2, 2, 2, 3])]
                if rng.random() < 0.3:
                    pages.append(pages[0] + 1)
                return [(page, name) for page in pages]
        return []

    # What changes.

    def _touch(self, item, *rows):
        seen = self.touched.setdefault(item.id, [item.row if item in self.first else None])
        seen += [row for row in rows if row not in seen]

    def _happen(self, name, page, size):
        rng, items, read = self.lies[name], self.items, (page - 1) * size
        if name == "insert":
            for _ in range(rng.choice([1, 1, 2])):
                new = self.fresh(rng)
                items.insert(0, new)
                self._touch(new, None, new.row)
        elif not items:
            return
        elif name == "delete":
            for _ in range(rng.choice([1, 1, 1, 2])):
                self._touch(items.pop(rng.randrange(min(read, len(items)))), None)
                if not items:
                    break
        elif name == "delete_ahead":
            if len(items) <= read:
                return
            self._touch(items.pop(rng.randrange(read, len(items))), None)
        elif name in ("change_at_seam", "change_in_place"):
            if name == "change_at_seam":
                new = self.fresh(rng)
                at = min(read, len(items)) - 1
                self._replace(at)
                items.insert(0, new)
                self._touch(new, None, new.row)
            else:
                self._replace(rng.randrange(len(items)))
        elif name == "move_back":
            if len(items) <= read:
                return
            at = rng.randrange(read)
            items.insert(rng.randrange(read, len(items)), items.pop(at))
        else:
            if len(items) <= read:
                return
            items.insert(0, items.pop(rng.randrange(read, len(items))))
            if rng.random() < 0.5:
                self._replace(0)
        self.world.told(name)

    def _replace(self, at):
        before = self.items[at]
        after = self.changed(before)
        self.items[at] = after
        self._touch(before, before.row, after.row)

    # What is answered.

    def reply(self, parameters, keep=None):
        """`keep`: which items a filter of the request leaves; None: it has none."""
        page = _whole(parameters.get("page"), 1)
        asked = _whole(parameters.get("per_page"), self.default)
        size = self.size(asked)
        while self._events and page >= self._events[0][0]:
            self._happen(self._events.pop(0)[1], page, size)
        everything = self.items
        items = [item for item in everything if keep(item)] if keep else everything
        shown = self._cut(items, page, size, is_filtered=keep is not None)
        for name in PAGES:
            if name in self.lies and size < asked and len(items) > size:
                self.world.told(name)
        result = "[" + ",".join(item.text for item in shown) + "]"
        total = len(items) if self.filters_on_total else len(everything)
        info = self._info(page, asked, size, len(shown), total, is_filtered=keep is not None)
        if "null_always" in self.lies and not keep and total:
            self.world.told("null_always")
            result, info = "null", {"page": page, "per_page": size, "count": 0,
                                    "total_count": total}
        return Reply(result, None if info is None else json.dumps(info))

    def _cut(self, items, page, size, is_filtered):
        world, lies = self.world, self.lies
        start = (page - 1) * size
        last = -(-len(items) // size)
        if "page_ignored" in lies and not (is_filtered and self.cap < self.most):
            if page > 1:
                world.told("page_ignored")
            return items[:size]
        if "shuffled" in lies and not is_filtered and page > 1 and len(items) > size:
            world.told("shuffled")
            items = list(items)
            lies["shuffled"].shuffle(items)
        if "overlap" in lies and not is_filtered:
            if "overlap" not in self._drawn:
                self._drawn["overlap"] = lies["overlap"].choice([1, 1, 2])
            back = self._drawn["overlap"]
            if size > back and page > 1 and start < len(items) + back * page:
                world.told("overlap")
                start -= back * (page - 1)
        shown = items[start:start + size]
        if "prefix" in lies and page > 1 and shown:
            world.told("prefix")
            shown = items[max(0, start - 2):start] + shown
        if "item_twice" in lies and shown:
            world.told("item_twice")
            at = self._drawn.setdefault("twice", lies["item_twice"].random())
            at = int(at * len(shown))
            shown = shown[:at] + [shown[at]] * 2 + shown[at + 1:]
        if "hole_once" in lies and page == self._hole(last, "hole_once", first=1) and shown:
            self._holes_shown += 1
            if self._holes_shown == 1 and (page > 1 or not is_filtered):
                world.told("hole_once")
                return []
        if "hole_always" in lies and shown and not is_filtered:
            knows_total = not lies.keys() & ABSENT
            if page == self._hole(last if knows_total else last - 1, "hole_always", first=2):
                world.told("hole_always")
                return []
        return shown

    def _hole(self, last, name, first):
        if last < first:
            return 0
        if name not in self._drawn:
            self._drawn[name] = self.lies[name].randint(first, last)
        return self._drawn[name]

    def _info(self, page, asked, size, count, total, is_filtered):
        world, lies, rng = self.world, self.lies, None
        told_size = asked if "clamp_silent" in lies else size
        if total <= size and "total_high" not in lies and not lies.keys() & {"total_odd", "info_odd"}:
            told_size = told_size if "clamp_silent" in lies else size
        info = {"page": page, "per_page": told_size, "count": count, "total_count": total}
        if "clamp_unsaid" in lies:
            del info["per_page"]
        pages = -(-total // size)
        if self.with_total_pages and not is_filtered:
            info["total_pages"] = pages
        for name in TOTALS:
            if name in lies:
                rng = lies[name]
                break
        if rng is None:
            return info
        if name == "total_absent":
            world.told(name)
            info.pop("total_count")
            info.pop("total_pages", None)
            if "missing" not in self._drawn:
                self._drawn["missing"] = rng.random() < 0.4
            return None if self._drawn["missing"] else info
        if name == "total_pages_only":
            if is_filtered:
                info.pop("total_count")
                info.pop("total_pages", None)
                return info
            world.told(name)
            info.pop("total_count")
            info["total_pages"] = pages
        elif name == "total_stale":
            if self.stale_total != total and not is_filtered:
                world.told(name)
                info["total_count"] = self.stale_total
                info.pop("total_pages", None)
        elif name == "total_varies":
            if not is_filtered and self._drawn.setdefault(("varies", page), rng.choice([0, 1, 3, 7])):
                world.told(name)
                info["total_count"] = total + self._drawn["varies", page]
                info.pop("total_pages", None)
        elif name == "total_high" and not is_filtered:
            world.told(name)
            more = self._drawn.setdefault("high", rng.choice([1, 2, size, 137]))
            info["total_count"] = total + more
            info.pop("total_pages", None)
            if rng.random() < 0.3:
                info["total_pages"] = -(-(total + more) // size)
        elif name == "total_low" and not is_filtered:
            # Full pages: what came by the page that reaches this total is more, or that page is full.
            low = self._drawn.setdefault("low", rng.randint(0, max(0, total - 1)))
            if low < total and (total > size or page * size < total):
                world.told(name)
                info["total_count"] = low
                info.pop("total_pages", None)
        elif name == "total_odd":
            world.told(name)
            odd = self._drawn.setdefault("odd", rng.choice(
                [str(total), float(total), None, -1, [total], {"n": total}, True, "many", f"{total}.0"]))
            info["total_count"] = odd
            if rng.random() < 0.3:
                info["per_page"], info["page"] = str(size), str(page)
        elif name == "info_odd":
            world.told(name)
            return self._drawn.setdefault("info", rng.choice([[], "x", 7, {}, [info], False]))
        return info


def _whole(text, default):
    try:
        return max(1, int(text))
    except (TypeError, ValueError):
        return default
