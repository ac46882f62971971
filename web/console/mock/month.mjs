/** October of a company that sells doors, as the loss analyst would report it. */
const day = (hours) => Array.from({ length: 24 }, (_, hour) => hours[hour] ?? 0);
const quiet = day({});

const lunch = [
  day({ 12: 3, 13: 4, 14: 1 }),
  day({ 11: 1, 12: 2, 13: 3 }),
  day({ 12: 2, 13: 2 }),
  day({ 12: 3, 13: 2, 16: 1 }),
  day({ 12: 2, 13: 4, 14: 2 }),
  quiet,
  quiet,
];
const evenings = [day({ 18: 2, 19: 1 }), day({ 18: 1 }), day({ 19: 2 }), day({ 18: 2 }), day({ 18: 3, 20: 1 })];
const weekend = [day({ 10: 2, 11: 3, 12: 2, 15: 1 }), day({ 11: 1, 12: 2 })];
const closed = [...evenings, ...weekend];
const when = lunch.map((hours, weekday) => hours.map((people, hour) => people + closed[weekday][hour]));

const finding = (kind, step, cause, people, net, more) => ({
  kind,
  step,
  cause,
  people,
  net,
  when: [],
  who: [],
  numbers: [],
  proposal: [],
  predicted: null,
  confidence: "high",
  ...more,
});

export const report = {
  attempts: 1486,
  people: 1104,
  served: 968,
  rang_again: 41,
  called_back: 26,
  unrecovered: 69,
  still_open: 3,
  excluded: 87,
  exclusions: [
    { rule: "spam", calls: 61 },
    { rule: "staff", calls: 18 },
    { rule: "wrong_number", calls: 8 },
  ],
  gross: { amount: 2_140_000, missed_calls: 214 },
  net: { median: 234_600, low: 158_200, high: 321_900 },
  waterfall: [
    { what: "gross", amount: 2_140_000, count: 214 },
    { what: "excluded", amount: -120_000, count: 12 },
    { what: "repeated", amount: -660_000, count: 66 },
    { what: "rang_again", amount: -410_000, count: 41 },
    { what: "called_back", amount: -260_000, count: 26 },
    { what: "would_buy_anyway", amount: -103_500, count: null },
    { what: "cost_of_goods", amount: -351_900, count: null },
    { what: "net", amount: 234_600, count: 69 },
  ],
  losses: [
    { step: "ring", cause: "nobody_answered", people: 33, net: 112_200 },
    { step: "out_of_hours", cause: "out_of_hours", people: 26, net: 88_400 },
    { step: "transfer", cause: "failed_transfer", people: 6, net: 20_400 },
    { step: "reach", cause: "busy", people: 4, net: 13_600 },
  ],
  metrics: [
    { name: "reach_by_person", value: 0.9375, unit: "share", sample: 1104 },
    { name: "service_level_negative", value: 0.7312, unit: "share", sample: 1486 },
    { name: "service_level_ignored", value: 0.7744, unit: "share", sample: 1403 },
    { name: "asa", value: 14.2, unit: "seconds", sample: 1272 },
    { name: "aht", value: 187, unit: "seconds", sample: 1272 },
    { name: "abandonment", value: 0.144, unit: "share", sample: 1486 },
    { name: "callback_kept", value: null, unit: "share", sample: 0 },
  ],
  findings: [
    finding("staffing", "ring", "nobody_answered", 33, 112_200, {
      when: lunch,
      proposal: [
        ["weekdays", "1"],
        ["from", "12:00"],
        ["to", "14:00"],
        ["agents", "4"],
        ["agents_now", "2"],
        ["service_level", "0.8"],
        ["target_seconds", "20"],
        ["patience_seconds", "95"],
        ["aht_seconds", "187"],
        ["staff_1", "09:00-12:00 3, 12:00-14:00 4, 14:00-18:00 3"],
        ["staff_2", "09:00-12:00 3, 12:00-14:00 4, 14:00-18:00 2"],
        ["staff_5", "09:00-12:00 3, 12:00-14:30 4, 14:30-18:00 3"],
      ],
      predicted: { people: 21, low: 15, high: 26, net: 71_400 },
    }),
    finding("out_of_hours", "out_of_hours", "out_of_hours", 26, 88_400, {
      when: closed,
      numbers: [
        ["+74950000000", 19],
        ["+78120000000", 7],
      ],
      proposal: [
        ["from", "18:00"],
        ["to", "20:00"],
        ["weekdays", "1,2,3,4,5"],
        ["people", "12"],
      ],
      predicted: { people: 12, low: 6, high: 18, net: 40_800 },
      confidence: "medium",
    }),
    finding("unreachable_extension", "transfer", "failed_transfer", 6, 20_400, {
      who: [
        ["Павел, склад", 5],
        ["Светлана", 1],
      ],
      proposal: [["check_phones", "2"]],
      confidence: "low",
    }),
  ],
  source: {
    format: "mango_csv",
    rows: 4810,
    doubled: 12,
    rejected: 3,
    calls: 1573,
    from: "2026-10-01T06:02:11Z",
    to: "2026-10-31T18:47:30Z",
    time_zone: "Europe/Moscow",
    cannot_tell: ["greeting", "queue", "hang_up_cause"],
    too_little_for: ["callback_discipline"],
  },
  rejected: [
    { row: 118, reason: "no_time", text: "—;74950000000;79160000001;0" },
    { row: 1930, reason: "negative_duration", text: "14.10.2026 12:01;…;-42" },
    { row: 4807, reason: "columns", text: "Итого: 1573" },
  ],
  when,
};
