"use strict";

// Whether this program has musl: Node's and Bun's report names glibc's version otherwise. Deno, which asks for more
// rights before it reports, is made with glibc alone.
function hasMusl() {
  if (process.versions.deno) return false;
  const { report } = process;
  const before = report.excludeNetwork;
  report.excludeNetwork = true; // Or it looks up the names of all addresses that it is connected to.
  const { header } = report.getReport();
  report.excludeNetwork = before;
  return !header.glibcVersionRuntime;
}

// The module is in the package of the platform, which npm chooses among the optional dependencies: on Linux by the C
// library, too, which those that do not know of that leave to be chosen here.
function getLoadablePath() {
  const name = `cf-billing-${process.platform}-${process.arch}`;
  const file = `cf_billing.${process.platform === "win32" ? "dll" : "so"}`;
  const paths = [];
  let cause;
  for (const installed of [name, `${name}-musl`]) {
    try {
      paths.push(require.resolve(`${installed}/${file}`));
    } catch (error) {
      cause ??= error;
    }
  }
  if (paths.length === 0) {
    throw new Error(`cf-billing: the package ${name}, which has the module, is not installed`, { cause });
  }
  return paths.length === 2 && hasMusl() ? paths[1] : paths[0];
}

function load(db) {
  db.loadExtension(getLoadablePath());
}

exports.getLoadablePath = getLoadablePath;
exports.load = load;
