"use strict";
const fs = require("node:fs");
const path = require("node:path");
const Database = require("libsql");
const { COUNT, probe } = require("./javascript.cjs");

// The package does not let its package.json be required.
const about = path.join(path.dirname(require.resolve("libsql")), "package.json");

function connect(Kind = Database) {
  const db = new Kind(":memory:");
  db.loadExtension(process.env.CF_BILLING);
  return db;
}

probe({
  file: __filename,
  version: `libsql ${JSON.parse(fs.readFileSync(about)).version}, Node ${process.versions.node}`,
  connect: () => connect(),
}, {
  // Only with the calls that return promises is there someone left to interrupt.
  async interrupt(account, day) {
    const db = connect(require("libsql/promise"));
    const statement = await db.prepare(COUNT);
    setTimeout(() => db.interrupt(), 500);
    await statement.all(account, day).catch((error) => console.log(error.code, error.message));
  },
});
