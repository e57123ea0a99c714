"""What the section on what caused it has to say, worked out from cf_attributed_cost's rows one by one."""

import collections


def kind_of(kind):
    return "the account as a whole" if kind == "account" else kind.replace("_", " ")


def lines(rows):
    """Of cycles that ended within a week, and of open ones that follow none: the costliest products' resources.
    Name, kind, product, account, cost, share, and why it is nobody's."""
    ended = {(row["account_id"], row["cycle_end"]) for row in rows}
    products = collections.defaultdict(list)
    for row in rows:
        if (row["account_id"], row["cycle_start"]) not in ended:
            products[row["product"]].append(row)
    if all(row["resource_type"] == "not attributed" for of in products.values() for row in of):
        return []
    costs = {product: sum(row["cost"] for row in of) for product, of in products.items()}
    found = []
    for product in sorted(products, key=lambda one: (-costs[one], one or ""))[:5]:
        found += [(name, kind, product or "no product named", account, cost, cost / costs[product], why)
                  for name, kind, account, cost, why in resources(products[product])]
    return found


def resources(rows):
    """Six by themselves, the others together, and what is attributed to none."""
    names, costs, reasons = {}, collections.Counter(), collections.Counter()
    for row in rows:
        if row["resource_type"] == "not attributed":
            reasons[row["reason"]] += row["cost"]
            continue
        key = row["account_name"], row["resource_type"], row["resource_id"]
        costs[key] += row["cost"]
        names[key] = max(names.get(key) or "", row["resource_name"] or "")
    told = sorted(costs, key=lambda key: (-costs[key], names[key], key[0], key[2] or ""))
    left = told[6:] if len(told) > 7 else []
    for key in told[:len(told) - len(left)]:
        yield names[key] or kind_of(key[1]), kind_of(key[1]), key[0], costs[key], ""
    if left:
        yield f"{len(left)} other resources", "", "", sum(costs[key] for key in left), ""
    rest = sum(reasons.values())
    if abs(rest) >= 0.005:
        yield "not attributed", "", "", rest, max(reasons, key=reasons.get)
