"use strict";
const { Database } = require("bun:sqlite");
const { probe } = require("./javascript.cjs");

probe({
  file: __filename,
  version: `Bun ${Bun.version}`,
  connect() {
    const db = new Database(":memory:");
    db.loadExtension(process.env.CF_BILLING);
    return db;
  },
});
