"""The .tar.gz, its checksum, and the sqlpkg.json that describes it."""

import hashlib
import json
import os
import unittest
import zipfile

from package_case import PACKAGES, VERSION, PackageCase, main, package, run

FILES = {"cf_billing.so", "README.md", "LICENCES"}


class ArchiveTest(PackageCase):
    def test_unpacked_it_works(self):
        run("tar", "-xf", str(package("*.tar.gz")), "-C", str(self.place))
        self.assertEqual(FILES, set(os.listdir(self.place)))
        self.assert_works("sqlite3", "-cmd", ".load ./cf_billing", ":memory:", cwd=self.place)

    def test_beside_each_package_lie_its_checksum_and_what_is_in_it(self):
        packages = [path for end in ("deb", "tar.gz", "tgz", "whl") for path in PACKAGES.glob(f"*.{end}")]
        self.assertEqual(5, len(packages))
        for path in packages:
            run("sha256sum", "--check", path.name + ".sha256", cwd=PACKAGES)
            bom = json.loads(path.with_name(path.name + ".cdx.json").read_text())
            (checksum,) = bom["metadata"]["component"]["hashes"]
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), checksum["content"])
            self.assertLessEqual({"curl", "libssl-dev", "nghttp2", "zlib", "nlohmann-json3-dev"},
                                 {part["name"] for part in bom["components"]})

    def test_licences_name_what_is_linked(self):
        licences = run("tar", "-xOf", str(package("*.tar.gz")), "LICENCES")
        for name in ("curl", "libssl-dev", "nghttp2", "zlib", "libbrotli-dev", "nlohmann-json3-dev",
                     "libstdc++-12-dev", "libgcc-12-dev"):
            self.assertIn(f"Copyright file of {name}\n", licences)
        self.assertIn("Apache License\n", licences)


class RightsTest(unittest.TestCase):
    """packages.build makes new files for their owner alone, as some people's systems do: that is not packed."""

    def assert_for_all(self, rights):
        self.assertEqual(set(), set(rights) - {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--"})

    def test_in_the_deb(self):
        listing = run("dpkg-deb", "--contents", str(package("*.deb"))).splitlines()
        self.assertGreater(len(listing), 100)
        self.assert_for_all(line.split()[0] for line in listing)

    def test_in_archives(self):
        for path in (package("*.tar.gz"), *PACKAGES.glob("*.tgz")):
            self.assert_for_all(line.split()[0] for line in run("tar", "-tvf", str(path)).splitlines())

    def test_in_the_wheel(self):
        rights = {file.external_attr >> 16 & 0o777 for file in zipfile.ZipFile(package("*.whl")).infolist()}
        self.assertLessEqual(rights, {0o755, 0o644, 0o664})  # The last is RECORD's, which says so itself.


class SqlpkgTest(PackageCase):
    def setUp(self):
        super().setUp()
        self.spec = json.loads((PACKAGES / "sqlpkg.json").read_text())

    def test_names_the_archive_and_its_checksum(self):
        archive = package("*.tar.gz").name
        architecture = run("dpkg", "--print-architecture").strip()
        self.assertEqual(VERSION, self.spec["version"])
        self.assertEqual({"linux-" + architecture: archive}, self.spec["assets"]["files"])
        checksum = package("*.tar.gz.sha256").read_text().split()[0]
        self.assertEqual({archive: "sha256-" + checksum}, self.spec["assets"]["checksums"])

    def test_names_tables_and_functions(self):
        tables = {name for (name,) in self.rows(
            "SELECT name FROM pragma_module_list WHERE name LIKE 'cf!_%' ESCAPE '!'")}
        self.assertGreater(len(tables), 5)
        self.assertLessEqual(tables | {"cf_config", "cf_version"}, set(self.spec["symbols"]))


if __name__ == "__main__":
    main()
