"use strict";
const Database = require("better-sqlite3");
const { probe } = require("./javascript.cjs");

probe({
  file: __filename,
  version: `better-sqlite3 ${require("better-sqlite3/package.json").version}, Node ${process.versions.node}`,
  connect() {
    const db = new Database(":memory:");
    db.loadExtension(process.env.CF_BILLING);
    return db;
  },
});
