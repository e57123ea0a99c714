// Runs checks over a FOCUS file by DuckDB: node run_checks.cjs FOLDER_OF_DUCKDB FILE.csv CHECKS.json
//
// CHECKS.json has an SQL condition by the id of each rule, true of the rows that violate it, or a
// query of the number of violations. Types are those that DuckDB guesses from the file, as validators
// do. Writes {"types": {column: type}, "violations": {id: number, or a text that says why none}}.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

async function main([folder, csv, checks]) {
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
  const types = Object.fromEntries(
    await rows("SELECT column_name, data_type FROM information_schema.columns"));
  const violations = {};
  for (const [id, sql] of Object.entries(JSON.parse(fs.readFileSync(checks, "utf8")))) {
    const query = sql.startsWith("SELECT") ? sql : `SELECT count(*) FROM focus WHERE ${sql}`;
    try {
      violations[id] = Number((await rows(query))[0][0]);
    } catch (error) {
      violations[id] = error.message;
    }
  }
  connection.closeSync();
  console.log(JSON.stringify({ types, violations }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`run_checks: ${error.message}`);
  process.exitCode = 1;
});
