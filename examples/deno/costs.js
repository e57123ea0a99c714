// Costs of an account by service: deno run --allow-env --allow-ffi costs.js ACCOUNT_ID FIRST_DAY
import { DatabaseSync } from "node:sqlite";

const [account, firstDay] = Deno.args;
const query = `
  SELECT ServiceName AS service, BillingCurrency AS currency, round(sum(BilledCost), 2) AS cost
  FROM cf_paygo_usage
  WHERE account_id = ? AND charge_date >= ?
  GROUP BY 1, 2 ORDER BY cost DESC, 1`;

try {
  const db = new DatabaseSync(":memory:", { allowExtension: true });
  db.loadExtension(Deno.env.get("CF_BILLING") ?? "build/cf_billing");
  // Not iterate(): in Deno it ends at an error as if there were no more rows.
  for (const { service, currency, cost } of db.prepare(query).all(account, firstDay)) {
    console.log([service, currency, cost ?? "unknown"].join("\t"));
  }
} catch (error) {
  console.error(error.message);
  Deno.exitCode = 1;
}
