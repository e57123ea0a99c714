// Draws the charts of the page, in the browser, each for the width it has. All figures come from the
// rows in the page; here they only become lengths. Colours are those of page.css, for light and dark.
import { areaY, axisX, axisY, barX, barY, dot, gridX, gridY, lineY, plot, pointerX, pointerY, ruleX, ruleY, text, tickY, tip } from "@observablehq/plot";
import { amount, causeTitle, change, happened, kindOf, percent, quantity, shortDay, weekdayAndDay } from "./format.mjs";

const all = JSON.parse(document.getElementById("rows").textContent);
const [about] = all.about;
const PRINTED = { whole: 688, half: 330 };
const MOST_BARS = 12;

// A name in a chart: on one line, and of any direction without an effect on its neighbours.
const isolated = (name) => "\u2068" + name.replace(/\s+/g, " ") + "\u2069";
const label = (name, otherwise) => (name === null || name === "" ? otherwise : isolated(name));

function daysBetween(first, last) {
  const days = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 864e5) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

// As many days are written at the axis as there is room for, in steps of weeks.
function dayTicks(days, width) {
  const room = Math.max(2, Math.floor(width / 70));
  const step = [1, 2, 7, 14, 28, 56, 112].find((n) => days.length / n <= room) ?? 224;
  return days.filter((_, i) => (days.length - 1 - i) % step === 0);
}

const inside = { stroke: "var(--surface)", strokeWidth: 0.5 };
const shortAmount = (value) => amount(value).replace(/\.00$/, "");
const tipOf = { fontSize: 12, lineWidth: 60, stroke: "var(--line)", fill: "var(--surface)" };

// Lower on phones, and on paper, where the first chart is to fit below the headline.
let printing = false;
const height = (width, usual) => (printing ? 205 : width < 500 ? 270 : usual);
const frame = (width, height, more) => ({ width, height, marginLeft: 52, marginRight: 18, marginTop: 22, marginBottom: 30,
  style: { fontSize: "12px", fontFamily: "inherit", background: "none", color: "inherit", overflow: "visible" }, ...more });

// Marks of days that are closer than a mark is wide are one, on the highest of these days.
const MARK_WIDTH = 14;
function apart(marks, span, width) {
  const step = (width - 70) / span.length;
  const clusters = [];
  for (const rows of marks.sort((a, b) => (a[0].chart_day < b[0].chart_day ? -1 : 1))) {
    const mark = { day: rows[0].chart_day, cost: Math.max(rows[0].day_cost ?? 0, 0), numbers: rows.map((row) => row.number) };
    const last = clusters.at(-1);
    if (!last || (span.indexOf(mark.day) - span.indexOf(last.end)) * step >= MARK_WIDTH) { clusters.push({ ...mark, end: mark.day }); continue; }
    if (mark.cost > last.cost) Object.assign(last, { day: mark.day, cost: mark.cost });
    Object.assign(last, { end: mark.day, numbers: [...last.numbers, ...mark.numbers] });
  }
  return clusters;
}

function days(of, width) {
  const slots = of("slots"), daily = of("daily"), totals = of("days"), expected = of("expected");
  const anomalies = of("anomalies").filter((row) => row.marked);
  const span = daysBetween(about.first_day, expected.length ? about.month_end : about.last_day);
  const bySlot = new Map(slots.map((slot) => [slot.slot, slot]));
  const costs = new Map();
  for (const row of daily) costs.set(row.day, [...costs.get(row.day) ?? [], row]);
  const marks = new Map();
  for (const row of anomalies) marks.set(row.chart_day, [...marks.get(row.chart_day) ?? [], row]);
  const top = Math.max(...daily.length ? totals.map((row) => row.cost ?? 0) : [1], ...expected.map((row) => row.to), ...anomalies.map((row) => row.day_cost ?? 0));
  const told = (row) => [weekdayAndDay(row.day) + (row.state ? `, ${row.state}` : "") + `: ${amount(row.cost)}`,
    ...(costs.get(row.day) ?? []).filter((part) => part.cost !== null).map((part) => {
      const slot = bySlot.get(part.slot);
      return `${slot.others ? `${slot.others} others` : label(slot.product, "no product")}: ${amount(part.cost)}`; }),
    ...(marks.get(row.day) ?? []).map((mark) => `▼ ${mark.number} ${label(mark.product, "no product")}: ${happened(mark)}, usually ${amount(mark.expected_cost)}`)].join("\n");
  // The error is a narrow bar across the end of the expected one.
  const slim = Math.floor((width - 60) / span.length / 4);
  return plot(frame(width, height(width, 340), {
    x: { type: "band", domain: span, padding: 0.12, label: null },
    y: { domain: [Math.min(0, ...daily.map((row) => row.cost ?? 0)), top * 1.06 || 1], label: null },
    color: { domain: slots.map((slot) => slot.slot), range: slots.map((slot) => `var(--s${slot.slot})`), type: "ordinal" },
    marks: [
      barY(totals.filter((row) => row.day >= about.restated_from && row.day < about.today),
        { x: "day", y1: 0, y2: top * 1.06 || 1, fill: "var(--shade)", insetLeft: -1.5, insetRight: -1.5 }),
      gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 5 }),
      axisY({ tickSize: 0, ticks: 5, tickFormat: shortAmount }),
      axisX({ ticks: dayTicks(span, width - 60), tickFormat: shortDay, tickSize: 4 }),
      barY(expected, { x: "day", y1: "base", y2: "top", fill: "var(--expected)" }),
      barY(expected, { x: "day", y1: "from", y2: "to", fill: "var(--band)", insetLeft: slim, insetRight: slim }),
      tickY(expected, { x: "day", y: "top", stroke: "var(--strong)", strokeWidth: 1.5 }),
      barY(daily, { x: "day", y: "cost", fill: "slot", order: "slot", fillOpacity: (row) => (row.day === about.today ? 0.55 : 1), ...inside }),
      ruleY([0], { stroke: "var(--strong)" }),
      text(totals.filter((row) => row.day === about.today && expected.length), { x: "day", y: top * 1.06 || 1, text: () => "today", dy: -8, fill: "var(--muted)" }),
      text(apart([...marks.values()], span, width), { x: "day", y: "cost", text: (mark) => `${mark.numbers.join("\n")}\n▼`, lineAnchor: "bottom",
        dy: -3, fill: "var(--mark)", fontWeight: 700, stroke: "var(--surface)", strokeWidth: 3 }),
      tip(totals.filter((row) => row.cost !== null), pointerX({ ...tipOf, x: "day", y: "cost", title: told })),
      tip(expected.filter((row) => row.day > about.today), pointerX({ ...tipOf, x: "day", y: "top",
        title: (row) => `${weekdayAndDay(row.day)}, expected: ${amount(row.expected)}\n${amount(row.low)} to ${amount(row.high)}` })),
    ] }));
}

function month(of, width) {
  const so_far = of("cumulative"), projected = of("projected"), [budget] = of("budgets").filter((row) => row.covers === "usage");
  const span = daysBetween(about.month_start, about.month_end);
  const last = so_far.at(-1), end = projected.at(-1);
  // Where the two ends would be written over each other, the expected one says enough: the other is the
  // first headline figure.
  const highest = Math.max(budget?.monthly_amount ?? 0, end?.high ?? 0, last.total);
  const overlap = end && Math.abs(end.high - last.total) / highest * (height(width, 320) - 52) < 18;
  // From where the line ends, the band opens.
  const band = projected.length ? [{ day: last.day, total: last.total, low: last.total, high: last.total }, ...projected.filter((row) => row.day > last.day)] : [];
  return plot(frame(width, height(width, 320), {
    x: { type: "point", domain: span, label: null, padding: 0.3 }, y: { label: null, zero: true, nice: true },
    marks: [
      gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 5 }),
      axisY({ tickSize: 0, ticks: 5, tickFormat: shortAmount }), axisX({ ticks: dayTicks(span, width - 60), tickFormat: shortDay, tickSize: 4 }),
      areaY(band, { x: "day", y1: "low", y2: "high", fill: "var(--band)" }),
      lineY(band, { x: "day", y: "total", stroke: "var(--strong)", strokeDasharray: "4 3", strokeWidth: 1.5 }),
      areaY(so_far, { x: "day", y: "total", fill: "var(--s1)", fillOpacity: 0.12 }),
      lineY(so_far, { x: "day", y: "total", stroke: "var(--s1)", strokeWidth: 2.5 }),
      ruleY([0], { stroke: "var(--strong)" }),
      ruleY(budget ? [budget] : [], { y: "monthly_amount", stroke: "var(--bad)", strokeWidth: 1.5, strokeDasharray: "8 4" }),
      text(budget ? [budget] : [], { x: () => span[0], y: "monthly_amount", text: (row) => `Budget ${amount(row.monthly_amount)}`, textAnchor: "start", dy: -8, fill: "var(--bad)", fontWeight: 600 }),
      dot([last], { x: "day", y: "total", r: 4, fill: "var(--s1)" }),
      text(overlap ? [] : [last], { x: "day", y: "total", text: (row) => amount(row.total), textAnchor: "end", dx: -8, dy: -8, fontWeight: 700, stroke: "var(--surface)", strokeWidth: 4, fill: "currentColor" }),
      ...(end ? [dot([end], { x: "day", y: "total", r: 4, fill: "var(--surface)", stroke: "var(--strong)", strokeWidth: 1.5 }),
        text([end], { x: "day", y: "high", text: (row) => amount(row.total), textAnchor: "end", dx: 6, dy: -9, fontWeight: 700, stroke: "var(--surface)", strokeWidth: 4, fill: "currentColor" })] : []),
      tip(so_far, pointerX({ ...tipOf, x: "day", y: "total", title: (row) => `${weekdayAndDay(row.day)}: ${amount(row.cost)}\nso far ${amount(row.total)}` })),
      tip(band.slice(1), pointerX({ ...tipOf, x: "day", y: "total", title: (row) => `${weekdayAndDay(row.day)}, expected ${amount(row.total)}\n${amount(row.low)} to ${amount(row.high)}` })),
    ] }));
}

// The line at 0 would stroke out a sign or a digit.
const over = { stroke: "var(--surface)", strokeWidth: 4 };

// Bars with their names above them: long names and narrow screens both have room.
function bars(rows, width, { value, title, told, fill, tell = amount, told_width = 80 }) {
  const shown = rows.filter((row) => row[value] !== null).slice(0, MOST_BARS).map((row, place) => ({ ...row, place: String(place) }));
  const diverging = shown.some((row) => row[value] < 0);
  const room = printing ? 30 : 42;
  return plot(frame(width, room * shown.length + 12, { marginLeft: 2, marginRight: 2, marginTop: 6, marginBottom: 6,
    x: { axis: null, label: null, zero: true }, y: { type: "band", axis: null, padding: 0, domain: shown.map((row) => row.place) },
    marks: [
      barX(shown, { x: value, y: "place", fill, insetTop: room / 2, insetBottom: room / 6, rx: 2 }),
      ruleX(diverging ? [0] : [], { stroke: "var(--strong)" }),
      text(shown, { y: "place", frameAnchor: "left", text: title, textAnchor: "start", dy: -room / 4, fill: "currentColor",
        lineWidth: (width - told_width) / 12, textOverflow: "ellipsis-end", ...over }),
      text(shown, { y: "place", frameAnchor: "right", text: (row) => tell(row[value], row), textAnchor: "end", dy: -room / 4, fontWeight: 700, fill: "currentColor", ...over }),
      tip(shown, pointerY({ ...tipOf, x: value, y: "place", title: told })),
    ] }));
}

const zones = (of, width) => bars(of("zones"), width, { value: "cost", fill: (row) => (row.zone_id === null ? "var(--s7)" : "var(--s1)"),
  title: (row) => (row.zone_id === null ? "of no zone" : label(row.zone ?? row.zone_id)) + (all.account_costs.length > 1 ? `  ·  ${label(row.account)}` : ""),
  told: (row) => `${row.zone_id === null ? "of no zone" : label(row.zone ?? row.zone_id)}\n${label(row.account)}\n${amount(row.cost)}` });
const accounts = (of, width) => bars(of("account_costs"), width, { value: "cost", fill: () => "var(--s1)", title: (row) => label(row.account),
  told: (row) => `${label(row.account)}\n${amount(row.cost)}` });
const movers = (of, width) => bars(of("movers"), width, { value: "change", tell: change, fill: (row) => (row.change > 0 ? "var(--s3)" : "var(--s2)"),
  title: (row) => label(row.metric, "no metric named"),
  told: (row) => `${label(row.metric, "no metric named")}\n${amount(row.cost_before)} → ${amount(row.cost_after)}` });

function unknown(_, width, place) {
  const rows = all.unknown_daily.filter((row) => String(row.place) === place);
  const span = daysBetween(about.first_day, about.last_day);
  return plot(frame(width, 150, { x: { type: "band", domain: span, padding: 0.12, label: null }, y: { label: null, zero: true }, marginLeft: 62,
    marks: [gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 3 }), axisY({ tickSize: 0, ticks: 3, tickFormat: "~s" }),
      axisX({ ticks: dayTicks(span, width - 70), tickFormat: shortDay, tickSize: 4 }),
      barY(rows, { x: "day", y: "quantity", fill: "var(--s7)" }), ruleY([0], { stroke: "var(--strong)" }),
      tip(rows, pointerX({ ...tipOf, x: "day", y: "quantity", title: (row) => `${weekdayAndDay(row.day)}: ${quantity(row.quantity)}` }))] }));
}

// Of one product; what belongs to no resource is grey, as what belongs to no zone is.
const causes = (_, width, key) => bars(all.causes.filter((row) => `${row.currency} ${row.place}` === key), width, {
  value: "cost", fill: (row) => (row.is_rest ? "var(--s7)" : row.others ? "var(--s2)" : "var(--s1)"), told_width: 130, tell: (cost, row) => `${amount(cost)}  ·  ${percent(row.percent)}`,
  title: (row) => (row.is_rest || row.others ? causeTitle(row) : label(row.resource, kindOf(row)))
    + (!row.is_rest && !row.others && all.account_costs.length > 1 ? `  ·  ${label(row.account)}` : ""),
  told: (row) => [label(row.resource, causeTitle(row)), row.kind && kindOf(row), row.account && label(row.account),
    `${amount(row.cost)}, ${percent(row.percent)}`, row.reason].filter(Boolean).join("\n") });

const KINDS = { days, month, zones, accounts, movers, causes, unknown };

function draw(place, width) {
  const { chart, currency, describe } = place.dataset;
  const svg = KINDS[chart]((set) => all[set].filter((row) => row.currency === currency), width, currency);
  // The library's own styles are in page.css: the page's policy allows no others.
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", describe);
  place.replaceChildren(svg);
}

const places = [...document.querySelectorAll(".chart")];
const drawAll = (width = (place) => place.clientWidth) =>
  places.forEach((place) => draw(place, Math.max(280, Math.floor(width(place)))));
drawAll();

let seen = document.documentElement.clientWidth;
addEventListener("resize", () => {
  if (document.documentElement.clientWidth === seen) return;
  seen = document.documentElement.clientWidth;
  drawAll();
});

// Paper has a width of its own, and no one can open anything on it.
const printed = [...document.querySelectorAll("details.printed")];
let opened = [];
addEventListener("beforeprint", () => {
  opened = printed.filter((part) => !part.open);
  opened.forEach((part) => { part.open = true; });
  printing = true;
  drawAll((place) => (place.closest(".half, .several") ? PRINTED.half : PRINTED.whole));
});
addEventListener("afterprint", () => {
  opened.forEach((part) => { part.open = false; });
  printing = false;
  drawAll();
});
