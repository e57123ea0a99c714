// A software bill of materials (CycloneDX) beside each package: node sbom.cjs PARTS VERSION PACKAGE…
// PARTS is what licences.sh wrote: name, version and kind of what the module holds, a line each. Written by npm's
// @cyclonedx/cyclonedx-library, which NODE_PATH has. The same package gives the same bytes.
"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { Enums, Models, Serialize, Spec } = require("@cyclonedx/cyclonedx-library");

const [partsFile, version, ...packages] = process.argv.slice(2);
const parts = fs.readFileSync(partsFile, "utf8").trimEnd().split("\n").map((line) => {
  const [name, partVersion, kind] = line.split("\t");
  const source = kind ? "?arch=source" : "";
  return new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: name,
    version: partVersion,
    purl: `pkg:deb/debian/${name}@${encodeURIComponent(partVersion)}${source}`,
    supplier: new Models.OrganizationalEntity({ name: "Debian" }),
  });
});

for (const file of packages) {
  const module = new Models.Component(Enums.ComponentType.Library, "cf_billing", {
    bomRef: path.basename(file),
    version,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-256"],
      createHash("sha256").update(fs.readFileSync(file)).digest("hex")]]),
    dependencies: new Models.BomRefRepository(parts.map((part) => part.bomRef)),
  });
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: module }),
    components: new Models.ComponentRepository(parts),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  fs.writeFileSync(`${file}.cdx.json`, serializer.serialize(bom, { sortLists: true, space: 2 }) + "\n");
}
