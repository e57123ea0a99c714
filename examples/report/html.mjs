// HTML from templates in which every value is text unless it is HTML already, and the parts that
// sections share.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Html {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
}

function text(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(text).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

export function html(strings, ...values) {
  return new Html(strings.reduce((so_far, string, i) => so_far + text(values[i - 1]) + string));
}

// For texts of this project's own: styles, the program, JSON that has been escaped.
export const trusted = (string) => new Html(string);

// JSON inside <script>: no sequence ends the element or a line of JavaScript.
export const json = (value) => trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g,
  (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0")));

// A name that Cloudflare gave: of any direction, without an effect on what stands around it.
export const name = (value, otherwise) => (value === null || value === ""
  ? html`<i>${otherwise}</i>` : html`<bdi>${value}</bdi>`);

// columns: {title, cell, number, header}: what to show of a row, whether it is a figure, whether it
// names the row.
export function table(caption, columns, rows) {
  return html`<div class="scroll${rows.length < 12 ? " short" : ""}" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((c) => html`<th scope="col"${c.number ? trusted(' class="number"') : ""}>${c.title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`
<tr>${columns.map((c) => cell(c, c.cell(row), c.title))}</tr>`)}
</tbody>
</table></div>`;
}

// Days are read in one piece: they are not broken at their hyphens.
const DAY = /^\d{4}-\d\d-\d\d$/;

// Phones show a row as a list, in which each value stands behind the title of its column.
function cell(column, value, title) {
  if (typeof value === "string" && DAY.test(value)) return cell(column, html`<span class="nowrap">${value}</span>`, title);
  if (column.header) return html`<th scope="row">${value}</th>`;
  const plain = title instanceof Html ? trusted(title.text.replace(/<[^>]*>/g, "")) : title;
  return html`<td${column.number ? trusted(' class="number"') : ""} data-title="${plain}"><span>${value}</span></td>`;
}

// The first of many rows; the others are there to be opened.
export const MOST_ROWS = 12;
export function longTable(caption, columns, rows, summary) {
  if (rows.length <= MOST_ROWS) return table(caption, columns, rows);
  return html`${table(caption, columns, rows.slice(0, MOST_ROWS))}
${details(summary(rows.length - MOST_ROWS), table(`${caption}: the others`, columns, rows.slice(MOST_ROWS)))}`;
}

export const details = (summary, content) =>
  html`<details><summary>${summary}</summary>${content}</details>`;

// Closed on a screen, open on paper.
export const printedDetails = (summary, content) =>
  html`<details class="printed"><summary>${summary}</summary>${content}</details>`;

// A place for a chart, which charts.mjs draws. `describe` is what a screen reader says of it.
export const chart = (kind, currency, describe) =>
  html`<div class="chart" data-chart="${kind}" data-currency="${currency}" data-describe="${describe}"></div>`;

export const sentence = (words) => html`<p class="sentence">${words}</p>`;
