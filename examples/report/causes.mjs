// What caused the cost: of the costliest products the resources, as far as Cloudflare's analytics tell them.
import { amount, causeTitle, kindOf, longDay, percent, plural, shortPeriod } from "./format.mjs";
import { chart, details, html, name, sentence, table } from "./html.mjs";

const NO_PRODUCT = "no product named";

// Which billing cycles these are: most often all of one kind.
function cyclesOf(cycles) {
  const told = cycles.map((row) => (row.is_over
    ? `the billing cycles that ended on ${row.first_end === row.last_end ? longDay(row.last_end) : shortPeriod(row.first_end, row.last_end)}`
    : `the billing cycles that began on ${row.first_start === row.last_start ? longDay(row.last_start) : shortPeriod(row.first_start, row.last_start)}, so far`));
  return told.join(", and of ") + (cycles.length > 1 ? " (of each account the one that ended within a week, or else the open one)" : "");
}

function whyNothing(about, failures) {
  const [failure] = failures;
  if (failure?.needs) return `Which resources caused it cannot be told: the token may not read analytics. ${failure.needs}`;
  if (failure) return html`Which resources caused it cannot be told, as analytics could not be read: ${name(failure.error)}`;
  return about.source === "archive"
    ? "Which resources caused it cannot be told: the archive has nothing of what they used in these billing cycles."
    : "Which resources caused it cannot be told: analytics tell none of these products.";
}

const reasonOf = (row) => `${row.reason[0].toUpperCase()}${row.reason.slice(1)}.`;

export function causes(currency, of, about, all) {
  const products = of("cause_products"), rows = of("causes"), failures = all.analytics_failures;
  const title = "What caused it";
  if (products.length === 0 && failures.length === 0) return html`<section><h3>${title}</h3>${sentence(`No cost in ${currency} of a billing cycle that ended within a week, or is open, is known.`)}</section>`;
  if (!products[0]?.attributed) return html`<section><h3>${title}</h3>${sentence(whyNothing(about, failures))}</section>`;
  const left = products[0].products - products.length;
  const accounts = new Set(of("account_costs").map((row) => row.account_id)).size;
  const asked = of("cause_cycles").reduce((sum, row) => sum + row.accounts, 0);
  return html`<section class="causes"><h3>${title}</h3>
<p class="note">Costs of ${cyclesOf(of("cause_cycles"))}, shared out by what Cloudflare’s analytics tell: these are estimates of use.${
  about.source !== "archive" && asked < accounts && ` Of ${asked} of ${plural(accounts, "account")}, the costliest; an archive has all.`}${
  failures.length > 0 && ` The analytics of ${plural(failures.length, "account")} could not be read.`}</p>
<div class="several">${products.map((product) => {
    const rest = rows.find((row) => row.place === product.place && row.is_rest);
    return html`<figure><h4>${name(product.product, NO_PRODUCT)} <b>${amount(product.cost)}</b></h4>
${chart("causes", `${currency} ${product.place}`, `What caused the cost of ${product.product ?? NO_PRODUCT}, in ${currency}. The table below has every figure.`)}
${rest && html`<figcaption>Not attributed: ${percent(rest.percent)}. ${reasonOf(rest)}</figcaption>`}</figure>`;
  })}</div>
${left > 0 && sentence(`The ${products.length} costliest products; ${plural(left, "other")} cost less.`)}
${details("Figures: what caused it", table(`What caused it, in ${currency}`, [
    { title: "Resource", header: true, cell: (row) => (row.is_rest || row.others ? html`<i>${causeTitle(row)}</i>` : name(row.resource, kindOf(row))) },
    { title: "Kind", cell: (row) => (row.is_rest || row.others ? "" : kindOf(row)) },
    { title: "Product", cell: (row) => name(row.product, NO_PRODUCT) },
    { title: "Account", cell: (row) => (row.is_rest || row.others ? "" : name(row.account)) },
    { title: "Cost", number: true, cell: (row) => amount(row.cost) },
    { title: "Share", number: true, cell: (row) => percent(row.percent) },
    { title: "Why", cell: (row) => row.reason ?? "" },
  ], rows))}
</section>`;
}
