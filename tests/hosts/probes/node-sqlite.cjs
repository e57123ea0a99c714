"use strict";
const { DatabaseSync } = require("node:sqlite");
const { probe } = require("./javascript.cjs");

// Deno has this module, too.
const runtime = globalThis.Deno ? `Deno ${Deno.version.deno}` : `Node ${process.versions.node}`;

probe({
  file: __filename,
  version: runtime,
  connect() {
    const db = new DatabaseSync(":memory:", { allowExtension: true });
    db.loadExtension(process.env.CF_BILLING);
    return db;
  },
});
