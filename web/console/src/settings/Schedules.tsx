import { useTranslation } from "react-i18next";
import type { Schedule } from "../api/types";
import { Empty, Loaded } from "../components/Page";
import { dateOf } from "../format/time";
import { Section, Table } from "./Section";
import { useSettings } from "./useSettings";

/** Read only in this release: hours are configured by file. */
export function Schedules() {
  const { t } = useTranslation();
  const schedules = useSettings("schedules");
  const columns = [
    t("settings.numbers.name"),
    t("settings.schedules.zone"),
    t("settings.numbers.schedule"),
    t("settings.schedules.special"),
  ];
  return (
    <Section lead={`${t("settings.schedules.lead")} ${t("settings.applied")}`}>
      <Loaded query={schedules}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t("settings.schedules.empty")}</Empty>
          ) : (
            <Table columns={columns}>
              {items.map((schedule) => (
                <Row key={schedule.id} schedule={schedule} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}

function Row({ schedule }: { schedule: Schedule }) {
  const { t, i18n } = useTranslation();
  return (
    <tr>
      <td>
        <strong>{schedule.name}</strong>
      </td>
      <td>{schedule.time_zone}</td>
      <td className="figures">
        {schedule.weekly.map((hours) => (
          <div key={hours.weekdays.join() + hours.from}>
            {weekdays(hours.weekdays, i18n.language)} {hours.from}–{hours.to}
          </div>
        ))}
      </td>
      <td className="figures">
        {schedule.special_days.map((day) => (
          <div key={day.date}>
            {dateOf(day.date, i18n.language)} {day.from ? `${day.from}–${day.to}` : t("settings.schedules.closed_day")}
          </div>
        ))}
      </td>
      <td />
    </tr>
  );
}

/** "пн–пт", or "пн, ср" when the days do not follow one another. */
export function weekdays(days: number[], language: string): string {
  const name = (day: number) =>
    // 1 January 2024 was a Monday.
    new Date(2024, 0, day).toLocaleDateString(language, { weekday: "short" });
  const sorted = [...days].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  if (first === undefined || last === undefined) return "";
  const inRow = sorted.length > 2 && last - first === sorted.length - 1;
  return inRow ? `${name(first)}–${name(last)}` : sorted.map(name).join(", ");
}
