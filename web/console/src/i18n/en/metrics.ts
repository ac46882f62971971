export const metric = {
  offered: {
    title: "Offered",
    means:
      "Calls in that somebody was to take: answered, abandoned while waiting, not taken in time, turned into a promised call back, and rejected. Without calls out of hours and those that ended in the greeting.",
  },
  answered: {
    title: "Answered",
    means: "Calls in that somebody answered. Transfers and holds do not count a call twice.",
  },
  people: {
    title: "People who rang",
    means: "Different people who rang at least once. A withheld number is a new person each time.",
  },
  service_level_ignored: {
    title: "Service level, abandoned calls left out",
    means:
      "Answered within 20 seconds ÷ (offered − abandoned within 20 seconds). Time runs from the entry into the queue, not from the greeting.",
  },
  service_level_negative: {
    title: "Service level, abandoned calls count against it",
    means: "Answered within 20 seconds ÷ offered. The strictest variant: every abandoned call lowers it.",
  },
  service_level_positive: {
    title: "Service level, quick abandons count for it",
    means: "(Answered within 20 seconds + abandoned within 20 seconds) ÷ offered. The mildest variant.",
  },
  service_level_contacts: {
    title: "Service level by contacts",
    means: "Answered within 20 seconds ÷ (offered − abandoned within 5 seconds): who hangs up at once did not wait.",
  },
  service_level_calls: {
    title: "Service level by calls",
    means:
      "Answered within 20 seconds ÷ (answered + missed on a ringing phone). Calls abandoned in the queue are not seen, which always makes it look better.",
  },
  asa: {
    title: "Average speed of answer",
    means: "Wait of answered calls ÷ answered calls: from the entry into the queue to the answer, ringing included.",
  },
  abandonment: {
    title: "Abandonment",
    means: "Given up by the client in the queue or while a phone rang ÷ offered.",
  },
  abandonment_without_short: {
    title: "Abandonment without short ones",
    means: "(Abandoned − abandoned within 5 seconds) ÷ (offered − abandoned within 5 seconds).",
  },
  mean_patience: {
    title: "Mean patience",
    means:
      "All time waited ÷ those who gave up. Whoever was answered would have stayed longer, so his wait counts and he does not.",
  },
  aht: {
    title: "Average handling time",
    means: "(Talk + hold + wrap-up) ÷ answered calls in. Wrap-up counts only where it is measured.",
  },
  occupancy: {
    title: "Occupancy",
    means:
      "(Talk + hold + wrap-up) ÷ (the same + waiting for a call). Breaks are outside. Not counted where states of staff are not known.",
  },
  fcr_by_call: {
    title: "First contact resolution by call",
    means:
      "Matters settled by their first answered call ÷ calls answered. A matter goes on as long as the client rings again within 7 days; only matters whose 7 days are over count.",
  },
  fcr_by_customer: {
    title: "First contact resolution by customer",
    means: "Matters settled by their first answered call ÷ matters customers came with. The same matters as by call.",
  },
  fcr_net_by_call: {
    title: "Net first contact resolution by call",
    means:
      "Matters settled by their first answered call ÷ answered calls of the matters in whose first call nothing was promised. Known only where promises are recorded.",
  },
  fcr_net_by_customer: {
    title: "Net first contact resolution by client",
    means:
      "Matters settled by their first answered call ÷ matters in whose first call nothing was promised. The same matters as by call.",
  },
  callback_kept: {
    title: "Call backs kept",
    means: "Promises to call back kept in time, with proof ÷ promises that were due.",
  },
  reach_by_person: {
    title: "Reach by person",
    means: "People served in the end, by a call of theirs or of ours ÷ all people who rang.",
  },
  repeat_attempts: {
    title: "Repeat attempts",
    means: "Calls within 24 hours of an unserved one of the same person ÷ all calls in.",
  },
};
