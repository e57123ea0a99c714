// Prints the value of a query: query.mjs import|require PACKAGE SQL
// PACKAGE is what brings SQLite; those of npm are looked for in CF_BILLING_PACKAGES_HOSTS.
import { createRequire } from "node:module";

const [how, name, sql] = process.argv.slice(2);
const { load } = how === "import" ? await import("cf-billing")
  : createRequire(import.meta.url)("cf-billing");

async function open() {
  if (name === "node:sqlite") {
    const { DatabaseSync } = await import(name);
    return new DatabaseSync(":memory:", { allowExtension: true });
  }
  if (name === "bun:sqlite") {
    const { Database } = await import(name);
    return new Database(":memory:");
  }
  const Database = createRequire(process.env.CF_BILLING_PACKAGES_HOSTS + "/")(name);
  return new Database(":memory:");
}

try {
  const db = await open();
  load(db);
  console.log(Object.values(db.prepare(sql).get())[0]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
