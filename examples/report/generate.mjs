// Lays out the rows of report.sql as one HTML file: node generate.mjs ROWS OUTPUT [--invented] [--title TITLE]
//
// The file holds all it needs, and its Content-Security-Policy lets it load and run nothing else.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { currencySection } from "./currency.mjs";
import { amount, count, daysCompared, longDay, plural, quantity, until } from "./format.mjs";
import { chart, details, html, json, longTable, name, sentence, table, trusted } from "./html.mjs";

function readRows(file) {
  const sets = {};
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const tab = line.indexOf("\t");
    sets[line.slice(0, tab)] = JSON.parse(line.slice(tab + 1));
  }
  // The last set: without it the SQL ended half-way.
  if (!sets.failures) throw new Error("the rows of report.sql are incomplete");
  return sets;
}

async function program() {
  const built = await build({ entryPoints: [fileURLToPath(new URL("charts.mjs", import.meta.url))], bundle: true,
    minify: true, format: "iife", target: "es2020", charset: "utf8", write: false, logLevel: "warning" });
  return built.outputFiles[0].text;
}

// The sections are in the order of how much there is to say.
function currenciesOf(sets) {
  const records = new Map();
  for (const set of ["days", "month", "invoices", "open_items", "budgets"])
    for (const row of sets[set])
      if (row.currency !== null) records.set(row.currency, 0);
  for (const row of sets.account_costs) records.set(row.currency, records.get(row.currency) + 1);
  return [...records.keys()].sort((a, b) => records.get(b) - records.get(a) || (a < b ? -1 : 1));
}

// The first of a list, and how many more there are, so that the figures come soon.
const MOST_NAMED = 3;
function named(rows, one, all) {
  if (rows.length <= MOST_NAMED) return rows.map((row, i) => html`${i > 0 && ", "}${one(row)}`);
  return html`${rows.slice(0, MOST_NAMED).map((row, i) => html`${i > 0 && ", "}${one(row)}`)} and ${rows.length - MOST_NAMED} more of ${count(all)}, <a href="#freshness">see below</a>`;
}

function notes(about, sets, invented) {
  const failed = new Set(sets.failures.map((row) => row.account_id));
  const late = sets.freshness.filter((row) => row.days_missing > 0 && row.records > 0);
  const accounts = sets.freshness.length;
  const silent = sets.freshness.filter((row) => row.records === 0 && !failed.has(row.account_id));
  return html`<div class="notes">
${invented && html`<p class="warning"><strong>Invented data</strong> from the sandbox, in an archive filled as if <code>archive.sh</code> had run every day of the last half year. No account of yours was asked.</p>`}
${failed.size > 0 && html`<p class="warning"><strong>Incomplete:</strong> ${named([...failed].map((id) => sets.failures.find((failure) => failure.account_id === id)),
    (row) => name(row.account, "something"), accounts)} could not be read in full; sums lack what is missing: <a href="#freshness">why</a>.</p>`}
<p><strong>How fresh:</strong> made on ${longDay(about.made_at.slice(0, 10))} at ${about.made_at.slice(11)} UTC${about.source === "live" ? ", from Cloudflare’s API" : ", from the archive"}.
Today, ${longDay(about.today)}, is incomplete; days since ${longDay(about.restated_from)} may still be restated.
${late.length > 0 && html` Days without any record: ${named(late, (row) => html`${name(row.account)} ${row.days_missing}`, accounts)}.`}
${silent.length > 0 && html` Nothing at all was recorded for ${named(silent, (row) => name(row.account), accounts)}.`}</p>
</div>`;
}

function unknownSection(about, sets) {
  const rows = sets.unknown, unusual = sets.quantity_anomalies, [compared] = sets.quantities_compared;
  const charted = rows.filter((row) => sets.unknown_daily.some((day) => day.place === row.place));
  const days = new Map();
  for (const row of sets.unknown_daily) days.set(row.day, { ...days.get(row.day), day: row.day, [row.place]: row.quantity });
  const metric = (row) => html`${name(row.metric, "no metric named")} (${name(row.unit, "no unit")})`;
  return html`<section id="unknown" aria-labelledby="unknown-title"><h2 id="unknown-title">Usage whose cost is unknown</h2>
<div class="card">${rows.length === 0
    ? sentence(sets.freshness.some((row) => row.records > 0) ? "None: every record of the period has a cost." : "No usage was recorded in the period.")
    : html`<p>Cloudflare gives these records no cost. That is not a cost of 0, and no sum above contains them.</p>
<div class="several">${charted.map((row) => html`<figure><h3>${metric(row)}</h3>
${chart("unknown", String(row.place), `Quantity by day of ${row.metric ?? "a metric without a name"}. The table below has every figure.`)}</figure>`)}</div>
${details("Figures: quantity by day", table("Quantity by day", [
      { title: "Day", header: true, cell: (row) => row.day },
      ...charted.map((row) => ({ title: metric(row), number: true, cell: (day) => (row.place in day ? quantity(day[row.place]) : "") })),
    ], [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))))}
${table("Usage without a cost, the whole period", [
      { title: "Metric", header: true, cell: (row) => name(row.metric, "no metric named") },
      { title: "Product", cell: (row) => name(row.product, "no product named") },
      { title: "Quantity", number: true, cell: (row) => quantity(row.quantity) },
      { title: "Unit", cell: (row) => name(row.unit, "none") },
      { title: "Records without cost", number: true, cell: (row) => `${count(row.records_without_cost)} of ${count(row.records)}` },
      { title: "Accounts", number: true, cell: (row) => count(row.accounts) },
    ], rows)}`}
${rows.length > 0 && sentence(`${plural(unusual.length, "unusual event")} among them; ${daysCompared(compared, "metrics")}.`)}
${unusual.length > 0 && details("Figures: unusual quantities", table("Quantities that stand out", [
    { title: "Day", header: true, cell: (row) => row.day },
    { title: "What", cell: until },
    { title: "Metric", cell: (row) => name(row.metric, "no metric named") },
    { title: "Account", cell: (row) => name(row.account) },
    { title: "Quantity", number: true, cell: (row) => quantity(row.quantity) },
    { title: "Usual", number: true, cell: (row) => quantity(row.expected_quantity) },
    { title: "Unit", cell: (row) => name(row.unit, "none") },
  ], unusual))}
</div></section>`;
}

function freshnessSection(about, sets) {
  return html`<section id="freshness" aria-labelledby="freshness-title"><h2 id="freshness-title">What this rests on</h2>
<div class="card">${longTable("Records by account", [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "Id", cell: (row) => html`<code>${row.account_id}</code>` },
    { title: "Oldest day", cell: (row) => row.oldest_day ?? "none" },
    { title: "Newest day", cell: (row) => row.newest_day ?? "none" },
    { title: "Days without records", number: true, cell: (row) => count(row.days_missing) },
    { title: "Records", number: true, cell: (row) => count(row.records) },
  ], sets.freshness, (more) => plural(more, "more account"))}
${sets.failures.length > 0 && longTable("What could not be read", [
    { title: "Account", header: true, cell: (row) => name(row.account, "no account") },
    { title: "What", cell: (row) => html`<code>${row.feed}</code>` },
    { title: "Why", cell: (row) => name(row.error) },
  ], sets.failures, (more) => `${more} more`)}
<ul class="small-print">
<li>Usage from ${longDay(about.first_day)} to ${longDay(about.last_day)}, ${about.feed === "paygo" ? "pay-as-you-go usage" : "FOCUS usage"}; days are in UTC, both ends included.</li>
<li>Amounts are rounded for showing only. A cost that is not known is never counted as 0, and nothing is added across currencies.</li>
<li>Corrections are in totals; expectations, changes and unusual days leave them out.</li>
<li>The expected cost of a day is the mean of its weekday in the last 28 complete days; the error is how far off that was on average.</li>
<li>Unusual is a product’s day that differs from the median of the same weekday of the six weeks before, of which four have to be known: by more than a quarter, six times the usual distance, in proportion three times the second-farthest of the 42 days before, and one unit of currency. Such days in one direction, at most a week apart, are one event.</li>
<li>Compared is what usage would cost without the ups and downs of free allowances and blocks: what an allowance covers is counted at the price of the rest, and blocks are spread over what was used.</li>
</ul></div></section>`;
}

function page(sets, title, invented, style, script) {
  const [about] = sets.about;
  const currencies = currenciesOf(sets);
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  // What the charts draw; the tables are in the page already.
  const drawn = Object.fromEntries(["about", "slots", "daily", "days", "expected", "cumulative", "projected", "budgets",
    "anomalies", "movers", "causes", "zones", "account_costs", "unknown", "unknown_daily"].map((set) => [set, sets[set]]));
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title}, ${longDay(about.first_day)} – ${longDay(about.last_day)}</title>
<style>${trusted(style)}</style></head>
<body><a class="skip" href="#content">Skip to the figures</a>
<header><h1>${name(title)}</h1>
<p class="period">${longDay(about.first_day)} – ${longDay(about.last_day)} · ${plural(sets.freshness.length, "account")}</p>
<nav aria-label="Sections">${currencies.map((currency) => html`<a href="#${currency}">${currency}</a>`)}<a href="#unknown">Unknown costs</a><a href="#freshness">Freshness</a></nav>
</header>
<main id="content">
${notes(about, sets, invented)}
${currencies.length === 0 && sentence("No amount in any currency is known for this period: neither usage with a cost nor an invoice.")}
${currencies.map((currency) => currencySection(currency, about, sets))}
${unknownSection(about, sets)}
${freshnessSection(about, sets)}
</main>
<script type="application/json" id="rows">${json(drawn)}</script>
<script>${trusted(script)}</script>
</body></html>
`;
}

const { positionals: [rows, output], values: { invented, title } } = parseArgs({ allowPositionals: true,
  options: { invented: { type: "boolean", default: false }, title: { type: "string", default: "Cloudflare spend" } } });
const sets = readRows(rows);
// Whoever runs this from cron does not look at the page first.
for (const row of sets.analytics_failures) console.error(`report: ${row.account_id}, analytics: ${row.error.replace("cf_resource_usage: ", "")}`);
for (const row of sets.failures) console.error(`report: ${row.account_id ?? "no account"}, ${row.feed}: ${row.error.replace(`${row.feed}: `, "")}`);
// No closing tag may stand in a script, whatever the library's texts say.
const script = (await program()).replaceAll("</", "<\\/");
const style = readFileSync(new URL("page.css", import.meta.url), "utf8");
writeFileSync(output, page(sets, title, invented, style, script).toString());
