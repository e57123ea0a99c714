// How values look, in the page's text and in its charts alike. Nothing here depends on a locale, and
// nothing is calculated: figures come from report.sql.

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

// Decimal text with a true minus sign, which screen readers say, and no minus before zeros.
function signed(text, always) {
  const [whole, fraction] = text.replace("-", "").split(".");
  const sign = /[1-9]/.test(text) ? (text.startsWith("-") ? "\u2212" : always ? "+" : "") : "";
  return sign + grouped(whole) + (fraction === undefined ? "" : "." + fraction);
}

export const amount = (value) => (value === null ? "unknown" : signed(value.toFixed(2)));
export const change = (value) => (value === null ? "unknown" : signed(value.toFixed(2), true));
export const money = (value, currency) => (value === null ? "unknown" : `${amount(value)} ${currency}`);
export const percent = (value, always = false) =>
  value === null ? "–" : signed(value.toFixed(Math.abs(value) < 9.95 ? 1 : 0), always) + " %";
export const count = (value) => (value === null ? "unknown" : signed(String(value)));

// Quantities: whole from 100 on, else four digits that count, never with an exponent.
export function quantity(value) {
  if (value === null) return "unknown";
  if (Math.abs(value) >= 100) return signed(value.toFixed(0));
  const [digits, exponent = "0"] = String(Number(value.toPrecision(4))).split("e-");
  const behind = (digits.split(".")[1] ?? "").length + Number(exponent);
  return signed(Number(value.toPrecision(4)).toFixed(Math.min(behind, 100)));
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December"];

// 2026-11-20 → 20 November 2026, 20 Nov.
export function longDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}
export function shortDay(day) {
  const [, month, date] = day.split("-").map(Number);
  return `${date}\u00a0${MONTHS[month - 1].slice(0, 3)}`;
}
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
// 2026-11-20 → Fri 20 Nov.
export const weekdayAndDay = (day) => `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${shortDay(day)}`;
// 1 Oct – 20 Nov.
export const shortPeriod = (first, last) => (first === last ? shortDay(first) : `${shortDay(first)} – ${shortDay(last)}`);
export const longMonth = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;

export const plural = (number, one, many = one + "s") => `${count(number)} ${number === 1 ? one : many}`;

// What an event was: "more on 3 Nov", "ended on 3 Nov", "less from 3 Nov to 5 Nov".
export function happened(event) {
  const one = event.day === event.last_day || ["began", "ended"].includes(event.event);
  return `${event.event} ${one ? `on ${shortDay(event.day)}` : `from ${shortDay(event.day)} to ${shortDay(event.last_day)}`}`;
}

// The same beside its first day.
export const until = (event) => (event.day === event.last_day ? event.event : `${event.event} until ${shortDay(event.last_day)}`);

// What a count of unusual events rests on.
export const daysCompared = (compared, what) => (compared?.days
  ? `${count(compared.days_compared)} of ${count(compared.days)} days of ${what} could be compared`
  : `no day of ${what} could be compared`);

// What a resource is, and what is called by no name of its own.
export const kindOf = (row) => (row.kind === "account" ? "the account as a whole" : row.kind.replaceAll("_", " "));
export const causeTitle = (row) => (row.is_rest ? "not attributed" : row.others ? `${row.others} other resources` : kindOf(row));
