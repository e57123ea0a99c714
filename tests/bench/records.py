"""Answers larger than any the sandbox has, made of its own records."""

import gzip
import json
import re

FOCUS_RECORDS = 155_000
PAGES, PAGE = 100, 50

HEAD = '{"success":true,"errors":[],"messages":[],"result":['


def day_of(record):
    return re.search(r'"ChargePeriodStart": *"([-0-9]{10})', record)[1]


def write_focus(path, records):
    """All of the records again and again, the figures of each unlike those before."""
    parts = []
    for record in records:
        # Figures of few digits, which every program reads as the same number.
        text = re.sub(r'"ConsumedQuantity":[^,}]+', '"ConsumedQuantity":@.25', record, count=1)
        text = re.sub(r'"ContractedCost":[^,}]+', '"ContractedCost":0.@', text, count=1)
        parts.append(text.split("@"))
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(FOCUS_RECORDS):
            text = str(number).join(parts[number % len(parts)])
            file.write(text if number == 0 else "," + text)
        file.write("]}")
    with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", compresslevel=6) as packed:
        while piece := plain.read(1 << 20):
            packed.write(piece)


def history_pages():
    """The body of each page, newest items first; the last is short by one, which ends it."""
    total = PAGES * PAGE - 1
    for page in range(PAGES):
        items = []
        for number in range(page * PAGE, min((page + 1) * PAGE, total)):
            day = 28 - number * 28 // total
            item = {
                "id": f"{number:032x}",
                "type": "charge",
                "action": "subscription",
                "description": "Plan fee",
                "occurred_at": f"2026-01-{day:02}T00:00:00Z",
                "amount": number / 4,
                "currency": "USD",
                "zone": {"name": "example.com"},
            }
            items.append(json.dumps(item))
        info = {"page": page + 1, "per_page": PAGE, "count": len(items), "total_count": total}
        yield f'{HEAD}{",".join(items)}],"result_info":{json.dumps(info)}}}'
