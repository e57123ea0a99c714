// Costs of an account by service: bun costs.js ACCOUNT_ID FIRST_DAY
import { Database } from "bun:sqlite";

const [account, firstDay] = process.argv.slice(2);
const query = `
  SELECT ServiceName AS service, BillingCurrency AS currency, round(sum(BilledCost), 2) AS cost
  FROM cf_paygo_usage
  WHERE account_id = ? AND charge_date >= ?
  GROUP BY 1, 2 ORDER BY cost DESC, 1`;

try {
  const db = new Database(":memory:");
  db.loadExtension(process.env.CF_BILLING ?? "build/cf_billing");
  for (const { service, currency, cost } of db.prepare(query).iterate(account, firstDay)) {
    console.log([service, currency, cost ?? "unknown"].join("\t"));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
