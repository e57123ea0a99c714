"use strict";

const path = require("node:path");

function getLoadablePath() {
  return path.join(__dirname, "cf_billing.so");
}

function load(db) {
  db.loadExtension(getLoadablePath());
}

exports.getLoadablePath = getLoadablePath;
exports.load = load;
