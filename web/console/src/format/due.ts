/** The quick choices of a promise: how far from now, as people say it. */
export type DueChoice = "in_15_min" | "in_1_hour" | "end_of_day" | "tomorrow_10";

export const DUE_CHOICES: DueChoice[] = ["in_15_min", "in_1_hour", "end_of_day", "tomorrow_10"];

/** The working day is taken to end at 18:00 until schedules of people are in the API. */
const END_OF_DAY_HOUR = 18;
const MORNING_HOUR = 10;

export function dueOf(choice: DueChoice, now: Date): Date {
  switch (choice) {
    case "in_15_min":
      return new Date(now.getTime() + 15 * 60_000);
    case "in_1_hour":
      return new Date(now.getTime() + 60 * 60_000);
    case "end_of_day":
      return now.getHours() < END_OF_DAY_HOUR ? at(now, 0, END_OF_DAY_HOUR) : at(now, 1, END_OF_DAY_HOUR);
    case "tomorrow_10":
      return at(now, 1, MORNING_HOUR);
  }
}

/** Value of `<input type="datetime-local">`. */
export function localInput(value: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;
  return `${day}T${two(value.getHours())}:${two(value.getMinutes())}`;
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}
