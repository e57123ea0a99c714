// Prints Parquet files as JSON, for test_parquet.py and test_layouts.py, read by hyparquet, which has
// nothing in common with what wrote them: node read_parquet.mjs FOLDER_OF_HYPARQUET FILE…
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.resolve(folder, "node_modules", file)));
const { parquetMetadataAsync, parquetReadObjects } = await load("hyparquet/src/index.js");
const { asyncBufferFromFile } = await load("hyparquet/src/node.js");
const { compressors } = await load("hyparquet-compressors/src/index.js");

function typeOf(column) {
  if (column.type === "DOUBLE") return "DOUBLE";
  if (column.converted_type === "UTF8") return "VARCHAR";
  if (column.logical_type?.type === "TIMESTAMP" && column.logical_type.isAdjustedToUTC) {
    return "TIMESTAMP WITH TIME ZONE";
  }
  return JSON.stringify(column);
}

const types = {}, rows = [], codecs = new Set();
for (const name of files) {
  const file = await asyncBufferFromFile(name);
  const { schema, row_groups: groups } = await parquetMetadataAsync(file);
  for (const column of schema.slice(1)) types[column.name] = typeOf(column);
  for (const group of groups) for (const column of group.columns) codecs.add(column.meta_data.codec);
  // What the folder is called is a column to those who read it.
  const period = /billing_period=([^/]*)\//i.exec(name)?.[1];
  if (period) types.billing_period = "VARCHAR";
  for (const row of await parquetReadObjects({ file, compressors })) {
    for (const [key, value] of Object.entries(row)) {
      if (value instanceof Date) row[key] = value.getTime() / 1000;
    }
    rows.push(period ? { ...row, billing_period: period } : row);
  }
}
console.log(JSON.stringify({ types, rows, codecs: [...codecs] }));
