"use strict";

const fs = require("node:fs");

// Whether this Linux has musl. Node's report names glibc's version where the program has glibc; other hosts may have
// no such report.
function hasMusl() {
  const { report } = process;
  if (report?.getReport) {
    const before = report.excludeNetwork;
    report.excludeNetwork = true; // Which would ask for the names of all addresses that are connected to.
    const { header } = report.getReport();
    report.excludeNetwork = before;
    if (header) return !header.glibcVersionRuntime;
  }
  return fs.readdirSync("/lib").some((name) => name.startsWith("ld-musl-"));
}

// The module is in the package of the platform, which npm chooses among the optional dependencies.
function getLoadablePath() {
  const libc = process.platform === "linux" && hasMusl() ? "-musl" : "";
  const name = `cf-billing-${process.platform}-${process.arch}${libc}`;
  try {
    return require.resolve(`${name}/cf_billing.${process.platform === "win32" ? "dll" : "so"}`);
  } catch (cause) {
    throw new Error(`cf-billing: the package ${name}, which has the module, is not installed`, { cause });
  }
}

function load(db) {
  db.loadExtension(getLoadablePath());
}

exports.getLoadablePath = getLoadablePath;
exports.load = load;
