// The section of one currency: headline figures, then charts with their tables.
import { causes } from "./causes.mjs";
import { amount, change, daysCompared, happened, longDay, longMonth, money, percent, plural, shortDay, shortPeriod, until } from "./format.mjs";
import { chart, details, html, longTable, name, printedDetails, sentence, table } from "./html.mjs";

const NO_PRODUCT = "no product named";
const ACCOUNT_LEVEL = "of no zone";

export const slotLabel = (slot) =>
  slot.others ? `${slot.others} other products` : slot.product ?? NO_PRODUCT;

// `of` gives the rows of this currency, by the name of their set.
export function currencySection(currency, about, all) {
  const of = (set) => all[set].filter((row) => row.currency === currency);
  const parts = [headline, spendByDay, monthToDate, changes, causes, accounts, zones, accountBars, invoices];
  return html`<section class="currency" id="${currency}" aria-labelledby="${currency}-title">
<h2 id="${currency}-title">${currency}</h2>
${parts.map((part) => part(currency, of, about, all))}
</section>`;
}

const unknownCosts = (row) => (row.records_without_cost
  ? html` <span class="note">${plural(row.records_without_cost, "record")} without a cost not counted</span>` : "");

function figure(title, value, ...notes) {
  return html`<div class="figure"><dt>${title}</dt><dd><strong>${value}</strong>
${notes.filter(Boolean).map((note) => html`<span>${note}</span>`)}</dd></div>`;
}

const value = (number, currency) =>
  (number === null ? "unknown" : html`${amount(number)} <small>${currency}</small>`);

function headline(currency, of, about) {
  const [month] = of("month");
  const [changed] = of("change");
  const [budget] = of("budgets"), [total] = of("total");
  const anomalies = of("anomalies"), invoices = of("invoices"), [compared] = of("compared");
  const { agreeing, differing, later } = byState(invoices);
  return html`<dl class="figures">
${month
    ? figure(`Spent so far in ${longMonth(month.month)}`, value(month.cost, currency),
      `usage of ${shortPeriod(about.month_start, about.today)}, day ${month.days_so_far} of ${month.days}, today incomplete`, unknownCosts(month))
    : figure(`Spent so far in ${longMonth(about.today)}`, "unknown", `no usage with a cost in ${currency}`)}
${month && figure("Expected at month’s end", value(month.projected_cost, currency), month.projected_cost === null
    ? "too little is known of the last four weeks to project it"
    : month.projection_error === null ? "its error cannot be told yet"
      : html`± ${money(month.projection_error, currency)}, that is ${amount(month.low)} to ${amount(month.high)}`)}
${budget
    && figure(`Budget ${money(budget.monthly_amount, currency)}${budget.covers === "total" ? ", with plan fees and tax" : ""}`, html`${percent(budget.spent_percent)} <small>spent</small>`,
      `${percent(budget.month_percent)} of ${longMonth(about.today)} has begun`, budgetOutlook(budget, currency))}
${total && figure(`Total of ${longMonth(`${total.month}-01`)}`, value(total.cost, currency), total.cost === null
    ? `known of ${total.accounts_known} of ${plural(total.accounts, "account")}: ${total.usage === null ? "usage is missing" : "invoices are still to come or cannot be compared"}`
    : `usage ${amount(total.usage)}, plan fees ${amount(total.plan_fees)}, tax and other ${amount(total.other_charges)}${total.returned ? `, returned ${amount(total.returned)}` : ""}`)}
${changed && figure("Against the same days last month", html`${percent(changed.change_percent, true)}`,
    `${change(changed.change)} ${currency}: ${amount(changed.cost_after)} after ${amount(changed.cost_before)}`)}
${figure("Unusual events of a product", compared?.days_compared ? String(anomalies.length) : "unknown",
    shortPeriod(about.first_day, about.last_day), daysCompared(compared, "products"), anomalies.length > 0
    && html`largest: ${name(anomalies[0].product, NO_PRODUCT)}, ${happened(anomalies[0])}, ${change(anomalies[0].deviation)} ${currency}`)}
${figure("Invoices", invoices.length ? `${agreeing.length} of ${invoices.length}` : "none",
    `${invoices.length ? "agree with the usage, of" : "for"} billing cycles that ended since ${longDay(about.invoices_since)}`,
    differing.length > 0 && html`<a href="#${currency}-invoices">${differing.length} to look at</a>`,
    later.length > 0 && `${later.length} cannot be compared yet`)}
</dl>`;
}

function byState(invoices) {
  const of = (state) => invoices.filter((row) => row.state === state);
  return { agreeing: of("agrees"), differing: of("differs"), later: of("cannot be compared yet") };
}

function budgetOutlook(budget, currency) {
  if (budget.projected_over === null) return "whether it will do cannot be told";
  if (budget.projected_over <= 0)
    return html`<b class="good">✓ ${money(budget.projected_under, currency)} left at month’s end</b>`;
  const when = budget.remaining > 0 ? `used up on ${shortDay(budget.runs_out_on)}` : "used up already";
  return html`<b class="bad">▲ ${money(budget.projected_over, currency)} over at month’s end, ${when}</b>`;
}

function spendByDay(currency, of, about) {
  const days = of("days"), slots = of("slots"), expected = of("expected"), anomalies = of("anomalies"), [compared] = of("compared");
  const others = anomalies.filter((row) => !row.marked);
  const costs = new Map(of("daily").map((row) => [row.day + row.slot, row.cost]));
  const title = "Spend by day";
  if (days.every((row) => row.cost === null))
    return html`<section><h3>${title}</h3>${sentence(`No cost in ${currency} is known from ${longDay(about.first_day)} to ${longDay(about.last_day)}.`)}</section>`;
  return html`<section><h3>${title}</h3>
<figure><ul class="legend">${slots.map((slot) => html`<li><span class="swatch s${slot.slot}"></span>${slot.others
    ? slotLabel(slot) : name(slot.product, NO_PRODUCT)} <b>${amount(slot.cost)}</b></li>`)}
${expected.length > 0 && html`<li><span class="swatch expected"></span>expected, with its error</li>`}
${anomalies.length > 0 && html`<li><span class="mark" aria-hidden="true">▼</span>unusual</li>`}</ul>
${chart("days", currency, `Cost by day in ${currency}, stacked by product, from ${longDay(about.first_day)} to ${longDay(about.last_day)}${expected.length ? `, and expected cost until ${longDay(about.month_end)}` : ""}. The table below has every figure.`)}
<figcaption>Amounts in ${currency}, those of products for the whole period; days in UTC. Today is incomplete; days since ${longDay(about.restated_from)} may still be restated.</figcaption></figure>
${details("Figures: spend by day", html`${table(`Spend by day in ${currency}`, [
    { title: "Day", header: true, cell: (row) => row.day },
    ...slots.map((slot) => ({ title: slot.others ? slotLabel(slot) : name(slot.product, NO_PRODUCT), number: true,
      cell: (row) => (costs.has(row.day + slot.slot) ? amount(costs.get(row.day + slot.slot)) : "") })),
    { title: "All", number: true, cell: (row) => (row.state === "no records" ? "" : amount(row.cost)) },
    { title: "State", cell: (row) => [row.state, unknownCosts(row)] },
  ], days)}
${table(`Products in ${currency}, the whole period`, [
    { title: "Product", header: true, cell: (row) => name(row.product, NO_PRODUCT) },
    { title: "Cost", number: true, cell: (row) => [amount(row.cost), unknownCosts(row)] },
    { title: "Share", number: true, cell: (row) => percent(row.percent) },
  ], of("products"))}
${expected.length > 0 && table(`Expected cost by day in ${currency}, of today what is still to come`, [
    { title: "Day", header: true, cell: (row) => row.day },
    { title: "Expected", number: true, cell: (row) => amount(row.expected) },
    { title: "From", number: true, cell: (row) => amount(row.low) },
    { title: "To", number: true, cell: (row) => amount(row.high) },
  ], expected)}`)}
<h4>Unusual events</h4>
${sentence(`${anomalies.length === 0 ? "None was found: " : ""}${daysCompared(compared, "products")} with the same weekday of the six weeks before.${compared?.days_compared < compared?.days ? " Cloudflare keeps about 30 days; an archive has more to compare with." : ""}`)}
${anomalies.length > 0 && unusual(`What stands out most, in ${currency}`, anomalies.filter((row) => row.marked))}
${others.length > 0 && details(`${plural(others.length, "smaller one")}`, unusual(`What stands out less, in ${currency}`, others))}
</section>`;
}

const unusual = (caption, rows) => table(caption, [
  { title: "Number", header: true, cell: (row) => (row.marked ? html`<span class="mark">▼ ${row.number}</span>` : row.number) },
  { title: "Day", cell: (row) => row.day },
  { title: "What", cell: until },
  { title: "Product", cell: (row) => name(row.product, NO_PRODUCT) },
  { title: "Account", cell: (row) => name(row.account) },
  { title: "Charged", number: true, cell: (row) => amount(row.cost) },
  { title: "Comparable", number: true, cell: (row) => amount(row.comparable_cost) },
  { title: "Usual", number: true, cell: (row) => amount(row.expected_cost) },
  { title: "Difference", number: true, cell: (row) => change(row.deviation) },
  { title: "State", cell: (row) => (row.may_change ? "may change" : "") },
], rows);

function monthToDate(currency, of, about) {
  // The lines are of usage, so only its budget goes with them.
  const so_far = of("cumulative"), projected = of("projected"), [budget] = of("budgets").filter((row) => row.covers === "usage");
  const title = `${longMonth(about.today)} so far${budget ? " against budget" : ""}`;
  if (so_far.every((row) => row.total === null))
    return html`<section class="half"><h3>${title}</h3>${sentence(`No cost in ${currency} is known this month.`)}</section>`;
  return html`<section class="half"><h3>${title}</h3>
<figure>${chart("month", currency, `Cost of the month adding up, in ${currency}${projected.length ? ", projected to its end with the error of the projection" : ""}${budget ? `, against a budget of ${money(budget.monthly_amount, currency)}` : ""}. The table below has every figure.`)}
<figcaption>${projected.length
    ? "The line is what has been spent, the band where it is expected to go: by weekday, from the last four weeks."
    : "What has been spent. Too little is known of the last four weeks to say where it will go."}</figcaption></figure>
${details("Figures: month to date", html`${table(`Month to date in ${currency}`, [
    { title: "Day", header: true, cell: (row) => row.day },
    { title: "Cost", number: true, cell: (row) => amount(row.cost) },
    { title: "So far", number: true, cell: (row) => amount(row.total) },
  ], so_far)}
${projected.length > 0 && table(`Projected in ${currency}, at the end of each day`, [
    { title: "Day", header: true, cell: (row) => row.day },
    { title: "Expected", number: true, cell: (row) => amount(row.total) },
    { title: "From", number: true, cell: (row) => amount(row.low) },
    { title: "To", number: true, cell: (row) => amount(row.high) },
  ], projected)}`)}
</section>`;
}

function changes(currency, of) {
  const rows = of("movers");
  return html`<section class="half"><h3>What changed against last month</h3>
${rows.length === 0 ? sentence("No metric’s cost differs from that of the same days last month, or one of the two is unknown.") : html`
<figure>${chart("movers", currency, `Changes in cost by metric, in ${currency}. The table below has every figure.`)}
<figcaption>The largest changes between the complete days of this month and as many of the last, in ${currency}; corrections left out.</figcaption></figure>
${details("Figures: changes", table(`Changes by metric in ${currency}`, [
    { title: "Metric", header: true, cell: (row) => name(row.metric, "no metric named") },
    { title: "Product", cell: (row) => name(row.product, NO_PRODUCT) },
    { title: "Before", number: true, cell: (row) => amount(row.cost_before) },
    { title: "After", number: true, cell: (row) => amount(row.cost_after) },
    { title: "Change", number: true, cell: (row) => change(row.change) },
    { title: "Relative", number: true, cell: (row) => (row.change_percent === null ? "new" : percent(row.change_percent, true)) },
  ], rows))}`}
</section>`;
}

function zones(currency, of) {
  const rows = of("zones");
  return html`<section class="half"><h3>By zone</h3>
${rows.every((row) => row.zone_id === null || row.cost === null) ? sentence("No cost belongs to a zone.") : html`
<figure>${chart("zones", currency, `Cost by zone in ${currency}. The table below has every figure.`)}
<figcaption>The whole period, in ${currency}. What belongs to no zone is the account’s own.${rows.length > 12 && " The first 12; the table has all."}</figcaption></figure>`}
${rows.length > 0 && details("Figures: zones", table(`Cost by zone in ${currency}`, [
    { title: "Zone", header: true, cell: (row) => name(row.zone_id === null ? null : row.zone ?? row.zone_id, ACCOUNT_LEVEL) },
    { title: "Account", cell: (row) => name(row.account) },
    { title: "Cost", number: true, cell: (row) => [amount(row.cost), unknownCosts(row)] },
    { title: "Share", number: true, cell: (row) => percent(row.percent) },
  ], rows))}
</section>`;
}

function accountBars(currency, of) {
  const rows = of("account_costs");
  return html`<section class="half"><h3>By account</h3>
${rows.every((row) => row.cost === null) ? sentence("No account’s cost is known.") : html`
<figure>${chart("accounts", currency, `Cost by account in ${currency}. The table below has every figure.`)}
<figcaption>The whole period, in ${currency}.${rows.length > 12 && " The first 12; the table has all."}</figcaption></figure>`}
${rows.length > 0 && details("Figures: accounts", table(`Cost by account in ${currency}`, [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "Cost", number: true, cell: (row) => [amount(row.cost), unknownCosts(row)] },
    { title: "Share", number: true, cell: (row) => percent(row.percent) },
  ], rows))}
</section>`;
}

// The account's own outlook beside its budget: what is over, or that it will do.
const outlook = (row) => (row.projected_over === null ? "" : row.projected_over > 0
  ? html` <b class="bad">▲ ${amount(row.projected_over)} over</b>` : html` <b class="good">✓</b>`);

function accounts(currency, of, about) {
  const rows = of("accounts"), budgets = rows.some((row) => row.monthly_amount !== null);
  if (rows.length < 2 && !budgets) return "";
  const month = longMonth(about.today);
  return html`<section><h3>Accounts in ${month}</h3>
${longTable(`Accounts, ${month}, in ${currency}`, [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "So far", number: true, cell: (row) => (row.cost === null ? "no records" : amount(row.cost)) },
    ...(budgets ? [{ title: "Budget", number: true, cell: (row) => (row.monthly_amount === null ? "none" : amount(row.monthly_amount)) },
      { title: "Spent of it", number: true, cell: (row) => (row.monthly_amount === null ? "" : percent(row.spent_percent)) }] : []),
    { title: "Expected at its end", number: true, cell: (row) => [amount(row.projected_cost), outlook(row)] },
    { title: "Change", number: true, cell: (row) => (row.change === null ? "unknown" : [change(row.change), row.change_percent !== null && ` (${percent(row.change_percent, true)})`]) },
  ], rows, (more) => plural(more, "smaller one"))}
${sentence("The change is that of complete days against as many days of last month, corrections left out.")}
</section>`;
}

function invoices(currency, of) {
  const rows = of("invoices"), open = of("open_items"), doubles = of("duplicates");
  const blank = (number) => (number === null ? "–" : amount(number));
  const { agreeing, differing, later } = byState(rows);
  const agreed = `Billing cycles whose invoice agrees, in ${currency}`;
  const cycles = (caption, of, made, ...why) => made(caption, [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "Cycle ended", cell: (row) => row.cycle_end },
    { title: "Usage", number: true, cell: (row) => amount(row.usage) },
    { title: "Plan fees", number: true, cell: (row) => blank(row.plan_fees) },
    { title: "Charged", number: true, cell: (row) => blank(row.charged) },
    { title: "Tax and other", number: true, cell: (row) => blank(row.apart) },
    { title: "Returned", number: true, cell: (row) => blank(row.returned) },
    { title: "Difference", number: true, cell: (row) => (row.difference === null ? "–" : change(row.difference)) },
    ...why,
  ], of, (more) => `${plural(more, "older one")}`);
  return html`<section id="${currency}-invoices"><h3>Invoices against usage</h3>
${rows.length === 0 && sentence(`No billing cycle with usage in ${currency} ended in the last six months.`)}
${differing.length > 0 && cycles(`Billing cycles whose invoice differs, in ${currency}`, differing, longTable,
    { title: "Likely cause", cell: (row) => html`<span class="bad why">▲ ${row.likely_cause}</span>` })}
${later.length > 0 && cycles(`Billing cycles that cannot be compared yet, in ${currency}`, later, longTable,
    { title: "Why", cell: (row) => html`<span class="why">${row.likely_cause}</span>` })}
${agreeing.length > 0 && (agreeing.length > 6 ? printedDetails(`${plural(agreeing.length, "billing cycle")} whose invoice agrees`, cycles(agreed, agreeing, table)) : cycles(agreed, agreeing, table))}
${doubles.length > 0 && table(`Perhaps charged twice, in ${currency}`, [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "Days", cell: (row) => `${row.previous_day}, ${row.day}` },
    { title: "Description", cell: (row) => name(row.description, "none") },
    { title: "Amount", number: true, cell: (row) => amount(row.amount) },
  ], doubles)}
${open.length === 0 ? sentence(`No invoice in ${currency} is open.`) : table(`Open invoices in ${currency}`, [
    { title: "Account", header: true, cell: (row) => name(row.account) },
    { title: "Dated", cell: (row) => row.day },
    { title: "Description", cell: (row) => name(row.description, "none") },
    { title: "To pay", number: true, cell: (row) => amount(row.amount_to_pay) },
    { title: "Status", cell: (row) => row.status },
    { title: "Age", number: true, cell: (row) => plural(row.age_days, "day") },
  ], open)}
</section>`;
}
