export const metric = {
  service_level_negative: {
    title: "Service level, strict",
    means: "Answered in time ÷ all calls. Who hung up counts as not answered.",
  },
  service_level_ignored: {
    title: "Service level without quick hang-ups",
    means: "Answered in time ÷ calls without those who hung up before the threshold.",
  },
  service_level_positive: {
    title: "Service level, lenient",
    means: "Answered in time plus hang-ups before the threshold ÷ all calls.",
  },
  service_level_contacts: {
    title: "Service level by contacts",
    means: "Answered in time ÷ contacts without the shortest hang-ups.",
  },
  service_level_calls: {
    title: "Service level among the answered",
    means: "Answered in time ÷ answered and missed; who hung up does not count.",
  },
  asa: {
    title: "Average speed of answer",
    means: "How long those answered had waited: from entering the queue to “hello”.",
  },
  aht: {
    title: "Average handling time",
    means: "Talk, hold and the notes after it ÷ calls answered.",
  },
  abandonment: { title: "Gave up waiting", means: "Hung up before the answer ÷ all calls." },
  abandonment_short_excluded: {
    title: "Gave up waiting, chance ones aside",
    means: "The same without those who hung up within the first seconds.",
  },
  occupancy: { title: "Occupancy", means: "Share of working time in talks and notes after them; breaks aside." },
  fcr_by_call: {
    title: "Settled at the first call, by calls",
    means: "Calls after which nobody rang on the same matter for 7 days ÷ all answered.",
  },
  fcr_by_customer: {
    title: "Settled at the first call, by people",
    means: "People for whom one talk was enough ÷ all who were talked to.",
  },
  callback_kept: { title: "Called back as promised", means: "Called back in time ÷ all promises that came due." },
  reach: { title: "Got through in the end", means: "People finally talked to ÷ all who tried." },
  repeat_attempts: { title: "Tries per person", means: "How often one person rings on average." },
};
