// Runs checks over a FOCUS file by DuckDB: node run_checks.cjs FOLDER_OF_DUCKDB FILE.csv CHECKS.json
//
// CHECKS.json is {"checks": {…}, "whole": [column, …]}: an SQL condition by the id of each rule, true of
// the rows that violate it, or a query of the number of violations; and columns that are dropped if a
// row has nothing there. Types are those that DuckDB guesses from the file, as validators do. Writes
// {"violations": {id: number, or a text that says why none}, "dropped": [column, …]}.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

async function main([folder, csv, listed]) {
  const { DuckDBInstance } = require(path.resolve(folder, "node_modules/@duckdb/node-api"));
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE focus AS SELECT * FROM read_csv('${csv.replaceAll("'", "''")}', header = true,
       delim = ',', quote = '"', escape = '"', nullstr = '', sample_size = -1)`);
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRows();
  const { checks, whole } = JSON.parse(fs.readFileSync(listed, "utf8"));
  const dropped = [];
  for (const column of whole) {
    if (Number((await rows(`SELECT count(*) FROM focus WHERE "${column}" IS NULL`))[0][0])) {
      await connection.run(`ALTER TABLE focus DROP COLUMN "${column}"`);
      dropped.push(column);
    }
  }
  const violations = {};
  for (const [id, sql] of Object.entries(checks)) {
    const query = sql.startsWith("SELECT") ? sql : `SELECT count(*) FROM focus WHERE ${sql}`;
    try {
      violations[id] = Number((await rows(query))[0][0]);
    } catch (error) {
      violations[id] = error.message;
    }
  }
  connection.closeSync();
  console.log(JSON.stringify({ violations, dropped }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`run_checks: ${error.message}`);
  process.exitCode = 1;
});
