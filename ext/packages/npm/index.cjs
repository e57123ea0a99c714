"use strict";

// The module is in the package of the platform, which npm chooses among the optional dependencies.
function getLoadablePath() {
  const name = `cf-billing-${process.platform}-${process.arch}`;
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
