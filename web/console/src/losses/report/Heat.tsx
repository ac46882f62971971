import { useTranslation } from "react-i18next";
import css from "./heat.module.css";
import { DAYS } from "./days";
import { heatLevel, hoursShown } from "./steps";

interface HeatProps {
  /** Lost people by weekday (0 = Monday) and hour. */
  when: number[][];
  what: string;
}

/** Hours by weekdays. The figure stands in every cell, so neither colour nor sight is needed to read it. */
export function Heat({ when, what }: HeatProps) {
  const { t } = useTranslation();
  const { from, to } = hoursShown(when);
  const hours = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const most = Math.max(0, ...when.flat());
  return (
    <div className={css.frame} tabIndex={0} role="region" aria-label={t("report.heat", { what })}>
      <table className={css.heat}>
        <caption className="visually-hidden">{t("report.heat", { what })}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t("report.day")}</span>
            </th>
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((day, weekday) => (
            <tr key={day}>
              <th scope="row">{t(`report.days.${day}`)}</th>
              {hours.map((hour) => {
                const people = when[weekday]?.[hour] ?? 0;
                return (
                  <td key={hour} data-level={heatLevel(people, most)}>
                    {people > 0 && people}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
