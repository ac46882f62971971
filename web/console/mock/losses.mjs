/** The loss analyst of the contract: the formula for typed figures, and one month of one company for any file of calls. */
import { report } from "./month.mjs";

/** Half the width of the interval, as a part of the median: near what the simulation gives for the example. */
const SPREAD = 0.42;

export function calculate(figures) {
  const { missed, people, spam, rang_again, called_back, p_served, p_unserved, cheque, margin } = figures;
  const lost = people - spam - rang_again - called_back;
  const buys = p_served * cheque;
  const median = lost * Math.max(0, p_served - p_unserved) * cheque * margin;
  const after = lost * buys;
  const anyway = lost * Math.min(p_unserved, p_served) * cheque;
  return {
    attempts: missed - spam,
    people,
    served: 0,
    rang_again,
    called_back,
    unrecovered: lost,
    excluded: spam,
    exclusions: [{ rule: "spam", calls: spam }],
    gross: { amount: missed * buys, missed_calls: missed },
    net: { median, low: median * (1 - SPREAD), high: median * (1 + SPREAD) },
    waterfall: [
      { what: "gross", amount: missed * buys, count: missed },
      { what: "repeated", amount: -(missed - people) * buys, count: missed - people },
      { what: "excluded", amount: -spam * buys, count: spam },
      { what: "rang_again", amount: -rang_again * buys, count: rang_again },
      { what: "called_back", amount: -called_back * buys, count: called_back },
      { what: "would_buy_anyway", amount: -anyway, count: null },
      { what: "cost_of_goods", amount: median - (after - anyway), count: null },
      { what: "net", amount: median, count: lost },
    ],
    losses: [],
    metrics: [],
    findings: [],
    source: { ...report.source, format: "typed", rows: 0, doubled: 0, rejected: 0, calls: 0, from: null, to: null },
    rejected: [],
    when: [],
  };
}

const GUESS = {
  mapping: { columns: ["start", "from", "to", "ignored", "talk"], date_order: "day_first", heading_rows: 1 },
  confidence: [0.9, 0.6, 0.6, 0, 0.5],
  certain: false,
};
const COLUMNS = ["Начало", "Откуда", "Куда", "Кто", "Сек"];
const SAMPLE = [
  ["03.10.2026 09:14:22", "+7 916 000-00-01", "74950000000", "Светлана", "185"],
  ["03.10.2026 09:20:05", "8 (903) 000-00-17", "74950000000", "", "0"],
  ["03.10.2026 09:41:50", "+7 926 000-00-23", "74950000000", "Олег", "42"],
];

/** The lines files are answered with. What a file is called decides; a real server reads it. */
export function linesFor(files) {
  const lines = [];
  for (const [index, { name, mapping }] of files.entries()) {
    const of = { file: index + 1, name };
    const problem = { "photo.csv": "file_binary", "empty.csv": "file_empty" }[name];
    if (problem) return [...lines, { type: "problem", ...of, title: problem, status: 422, code: problem }];
    if (name.startsWith("own") && !mapping)
      return [...lines, { type: "mapping_needed", ...of, columns: COLUMNS, guess: GUESS, sample: SAMPLE }];
    lines.push({ type: "progress", ...of, rows: 1200, bytes: 90_000 });
    lines.push({ type: "progress", ...of, rows: 4810, bytes: 361_000 });
  }
  return [...lines, { type: "report", report: files.length > 1 ? ofSeveral(files) : report }];
}

/** Every file after the first repeats a quarter of it. */
function ofSeveral(files) {
  const overlapping = 1203 * (files.length - 1);
  const said = files.map(({ name }, index) => ({
    name,
    format: "mango_csv",
    rows: 4810,
    calls: index === 0 ? 1486 : 1114,
    overlapping: index === 0 ? 0 : 1203,
    rejected: index === 0 ? 3 : 0,
  }));
  const { source, rejected } = report;
  return {
    ...report,
    source: { ...source, rows: 4810 * files.length, doubled: source.doubled + overlapping, overlapping, files: said },
    rejected: rejected.map((row) => ({ file: files[0].name, ...row })),
  };
}

/** Parts of a form as a browser sends them. */
export async function filesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const form = await new Response(Buffer.concat(parts), { headers: request.headers }).formData();
  const files = [];
  let mapping;
  for (const [name, value] of form) {
    if (name === "mapping") mapping = JSON.parse(value);
    else files.push({ name: value.name, mapping });
    if (name === "file") mapping = undefined;
  }
  return files;
}
