"""Makes a failing query smaller while it still fails."""

import itertools

from sqltree import Bool, Node


def shrink(query, fails, most=400):
    """Changes the query in place. `fails(query)` says whether it still does."""
    tries = itertools.count()
    progress = True
    while progress:
        progress = False
        for change in changes(query.select):
            if next(tries) > most:
                return query
            undo = change()
            if undo is None:
                continue
            if still_fails(query, fails):
                progress = True
                break
            undo()
    return query


def still_fails(query, fails):
    try:
        return fails(query)
    except Exception:  # A query that no longer makes sense is no smaller failure.
        return False


def changes(root):
    """Every single step, the big ones first: functions that return how to take it back."""
    nodes = list(root.walk())
    for node in nodes:
        for name in node.optional:
            if getattr(node, name, None):
                yield lambda node=node, name=name: unset(node, name)
        for name in node.droppable:
            items = getattr(node, name)
            for item in list(items):
                if not item.fixed:
                    yield lambda items=items, item=item: remove(items, item)
    for node in nodes:
        for holder, place, child in bools_in(node):
            for grandchild in child.terms:
                yield lambda holder=holder, place=place, new=grandchild: replace(holder, place, new)
    if root.ordered and not root.limit:
        yield lambda: unset(root, "ordered")


def bools_in(node):
    for value in vars(node).values():
        if isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, Bool) and not item.fixed:
                    yield value, place, item


def unset(node, name):
    before = getattr(node, name)
    setattr(node, name, None)
    return lambda: setattr(node, name, before)


def remove(items, item):
    if len(items) == 0 or not isinstance(item, Node):
        return None
    place = next((i for i, other in enumerate(items) if other is item), None)
    if place is None:
        return None
    del items[place]
    return lambda: items.insert(place, item)


def replace(items, place, new):
    before = items[place]
    items[place] = new

    def undo():
        items[place] = before

    return undo
