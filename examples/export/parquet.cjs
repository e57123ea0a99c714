// CSV as sql/focus_export.sql has it to Parquet, by DuckDB:
//
//   node parquet.cjs FOLDER_OF_DUCKDB FILE.csv FILE.parquet CODEC
//
// It prints the columns as a manifest of AWS has them. Numbers become DOUBLE: a DECIMAL has no room for both 5E-8 and 1E30. Times become TIMESTAMPTZ, in
// UTC, all else VARCHAR. DuckDB guesses nothing, and loads nothing from a network.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const MANIFEST_TYPES = { DOUBLE: "double", TIMESTAMPTZ: "timestamp", VARCHAR: "string" };

function typeOf(column) {
  if (/(Cost|Quantity|UnitPrice)$/.test(column)) return "DOUBLE";
  if (/Period(Start|End)$/.test(column)) return "TIMESTAMPTZ";
  return "VARCHAR";
}

async function main([folder, csv, parquet, codec]) {
  const { DuckDBInstance } = require(path.resolve(folder, "node_modules/@duckdb/node-api"));
  const header = fs.readFileSync(csv, "utf8").split("\r\n", 1)[0].split(",");
  const columns = header.map((name) => `${quoted(name)}: ${quoted(typeOf(name))}`).join(", ");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT * FROM read_csv(${quoted(csv)}, auto_detect = false, header = true,
       delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', nullstr = '',
       max_line_size = 16777216, columns = {${columns}}))
     TO ${quoted(parquet)} (FORMAT parquet, COMPRESSION ${codec})`);
  connection.closeSync();
  console.log(JSON.stringify(header.map((name) => ({ name, type: MANIFEST_TYPES[typeOf(name)] }))));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`parquet: ${error.message}`);
  process.exitCode = 1;
});
