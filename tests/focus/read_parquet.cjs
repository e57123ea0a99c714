// Prints a Parquet file as JSON, for test_parquet.py: node read_parquet.cjs FOLDER_OF_DUCKDB PATTERN
"use strict";
const path = require("node:path");

async function main([folder, pattern]) {
  const { DuckDBInstance } = require(path.resolve(folder, "node_modules/@duckdb/node-api"));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const files = `read_parquet('${pattern}', hive_partitioning = true, hive_types_autocast = false)`;
  const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${files}`);
  const rows = await connection.runAndReadAll(`SELECT * REPLACE (${
    ["BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart"].map(
      (name) => `epoch(${name}) AS ${name}`).join(", ")}) FROM ${files}`);
  console.log(JSON.stringify({
    types: types.getRowObjectsJson().map((row) => [row.column_name, row.column_type]),
    rows: rows.getRowObjectsJson(),
  }));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
