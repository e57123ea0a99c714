"""Names of services and units in the tree are ones that Cloudflare sends: of the public price list, or of
known_names.tsv. Those that are not are exceptions, each with its reason. (Fixtures of views are no records:
tests/views/views.py says why their lines have other names.)"""

import fnmatch
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRICES = ROOT / "sql" / "views" / "03_prices.sql"
CATALOG = ROOT / "examples" / "sandbox" / "catalog.cc"
KNOWN = pathlib.Path(__file__).with_name("known_names.tsv")

# Of what each column's values are.
KINDS = {"ServiceName": "service", "x_BillableMetricName": "service", "ServiceFamilyName": "family",
         "x_ProductFamilyName": "family", "ConsumedUnit": "unit", "PricingUnit": "unit"}
# A member's value, or what a column is compared with, however the file's language quotes it.
KEYED = re.compile(r"""\b(%s)(?:\\*["']\s*[:,=]|\s*=(?!=)|\s*<>|\s*!=|\s+LIKE\b)
                       \s*\\*(["'])((?:(?!\\|\2).)*)\\*\2""" % "|".join(KINDS), re.VERBOSE)

# Files of others, and what nobody should take for a name. (file, value): reason.
EXCEPTIONS = {
    ("tests/focus/published/*", "*"): "queries that others have published, as they are",
    ("tests/focus/data/*", "*"): "records that others have published, as they are",
    ("*", "x"): "a condition that nothing fulfils: what is planned and asked for it is tested",
    ("*", "…"): "stands for any name in a sentence",
    ("*", "*{*"): "made up by the program, of names that stand elsewhere in it",
    ("tests/archive/test_views.py", "archived"): "says which of two feeds a row came from",
    ("*", "*%"): "a pattern, of what names begin with",
    ("tests/unit/[su]*", "*"): "which requests find which records: their names are short, to be read in lists",
    ("tests/focus/test_data_table.py", "R2"): "ServiceName of focus_data_table, which is the family",
    ("tests/project/names_test.py", "*"): "this test, with what it has to find",
}


def known():
    """{kind: names}. A service is known with and without its note on what is included."""
    found = {"service": set(), "family": set(), "unit": set()}
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, source = line.split("\t")
            assert source, line
            found[kind].add(name)
    listed = PRICES.read_text(encoding="utf-8").rsplit("prices(metric,", 1)[1].split("\n)\n")[0]
    found["service"].update(re.findall(r"^    \('([^']+)',", listed, re.MULTILINE))
    found["service"].update([re.sub(r" \([^()]*(?:included|free)[^()]*\)$", "", name)
                             for name in found["service"]])
    return found


def columns():
    described = (ROOT / "ext" / "tables" / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \|", described, re.MULTILINE)) | {"ProviderName", "SkuId"}


def tracked():
    """The files of the project; none where it is no checkout of git."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    return [name for name in told.decode().split("\0") if name and (ROOT / name).is_file()]


def literals(name):
    """(line, column, value) of a file."""
    text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    for match in KEYED.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[3]


class Names(unittest.TestCase):
    maxDiff = None

    def test_are_ones_that_cloudflare_sends(self):
        names, fields, used, unknown, seen = known(), columns(), set(), [], 0
        files = tracked()
        if not files:
            self.skipTest("not in a checkout of git")
        for file in files:
            for line, column, value in literals(file):
                if value in fields:
                    continue
                seen += 1
                if value in names[KINDS[column]]:
                    continue
                excuses = {pair for pair in EXCEPTIONS
                           if fnmatch.fnmatchcase(file, pair[0]) and fnmatch.fnmatchcase(value, pair[1])}
                used |= excuses
                if not excuses:
                    unknown.append(f"{file}:{line}: {column} {value!r}")
        self.assertEqual("", "\n".join(unknown))
        self.assertEqual(set(), set(EXCEPTIONS) - used, "exceptions that nothing needs")
        self.assertGreater(seen, 100)

    def test_finds_what_is_not(self):
        """In each language that names are written in."""
        for text in ('"ServiceName": "Made Up"', r'\"ServiceName\":\"Made Up\"', "ServiceName = 'Made Up'",
                     'ServiceName="Made Up"', '{"ServiceName", "Made Up"}', "ServiceName <> 'Made Up'",
                     "u.ServiceName LIKE 'Made Up'", "'ServiceName': 'Made Up'"):
            (match,) = KEYED.finditer(text)
            self.assertEqual(("ServiceName", "Made Up"), (match[1], match[3]), text)
        self.assertNotIn("Made Up", known()["service"])

    def test_those_of_the_sandbox_are_known(self):
        names = known()
        services = re.findall(r'^      \{"\w+", "([^"]+)", "([^"]+)", "[\w-]+", "\w+", "([^"]+)"',
                              CATALOG.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertGreater(len(services), 20)
        for service, family, unit in services:
            self.assertIn(service, names["service"])
            self.assertIn(family, names["family"])
            self.assertIn(unit, names["unit"])


if __name__ == "__main__":
    unittest.main()
