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

/** The lines a file is answered with. What the file is called decides; a real server reads it. */
export function linesFor(name, mapping) {
  const problem = { "photo.csv": "file_binary", "empty.csv": "file_empty" }[name];
  if (problem) return [{ type: "problem", title: problem, status: 422, code: problem }];
  if (name.startsWith("own") && !mapping)
    return [{ type: "mapping_needed", columns: COLUMNS, guess: GUESS, sample: SAMPLE }];
  return [
    { type: "progress", rows: 1200, bytes: 90_000 },
    { type: "progress", rows: 4810, bytes: 361_000 },
    { type: "report", report },
  ];
}
