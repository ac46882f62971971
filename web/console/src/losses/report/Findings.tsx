import { useTranslation } from "react-i18next";
import type { Finding } from "../../api/report";
import { about } from "../../format/number";
import { phone } from "../../format/phone";
import { ru } from "../../i18n/ru";
import { Heat } from "./Heat";
import { adviceOf, type Shift } from "./advice";
import { Door } from "./Door";
import type { Doors } from "./doors";
import css from "./report.module.css";
import { causeName, kindName, stepName } from "./sentences";

export function Findings({ findings, doors }: { findings: Finding[]; doors?: Doors }) {
  const { t } = useTranslation();
  if (findings.length === 0) return <p className={css.lead}>{t("finding.none")}</p>;
  return (
    <ol className={css.findings}>
      {findings.map((one, place) => (
        <FindingView key={place} finding={one} doors={doors} />
      ))}
    </ol>
  );
}

/** A place of loss: how many left there, what to do, what it should bring, and whom it concerns. */
function FindingView({ finding, doors }: { finding: Finding; doors?: Doors }) {
  const { t, i18n } = useTranslation();
  const { kind, step, cause, people, net, when, who, numbers, confidence } = finding;
  const { sentences, shifts, values } = adviceOf(finding, t, i18n.language);
  const crowd = t("report.counted.people", { count: people });
  const sure = confidence === "high" || confidence === "medium" || confidence === "low" ? confidence : undefined;
  return (
    <li className={css.finding}>
      <h3>{kindName(kind, t) ?? `${stepName(step, t)}: ${causeName(cause, t)}`}</h3>
      <p className={css.findingLost}>
        <Door doors={doors} place={finding}>
          {net === null
            ? t("finding.lost", { people: crowd })
            : t("finding.lost_money", { people: crowd, amount: about(net, i18n.language) })}
        </Door>
        {sure && <span className="muted"> · {t(`finding.confidence.${sure}`)}</span>}
      </p>
      {sentences.length > 0 && <p className={css.advice}>{sentences.join(" ")}</p>}
      <Keeps finding={finding} />
      <Values values={values} />
      <div className={css.findingParts}>
        <div>
          {when.length > 0 && <h4>{t("finding.when")}</h4>}
          {when.length > 0 && <Heat when={when} what={kindName(kind, t) ?? stepName(step, t)} />}
          <Shifts shifts={shifts} />
        </div>
        <div>
          <Ranked title={t("finding.who")} ranks={who} />
          <Ranked title={t("finding.numbers")} ranks={numbers.map(([label, lost]) => [withPhone(label), lost])} />
        </div>
      </div>
    </li>
  );
}

type Unpredicted = keyof typeof ru.finding.unpredicted;

function isKnown(why: string): why is Unpredicted {
  return Object.hasOwn(ru.finding.unpredicted, why);
}

function Keeps({ finding: { predicted, unpredicted } }: { finding: Finding }) {
  const { t, i18n } = useTranslation();
  if (!predicted) {
    return unpredicted && isKnown(unpredicted) ? <p>{t(`finding.unpredicted.${unpredicted}`)}</p> : null;
  }
  const people = t("report.counted.people", { count: Math.round(predicted.people) });
  const [low, high] = [Math.round(predicted.low), Math.round(predicted.high)];
  return (
    <p className={css.keeps}>
      {predicted.net === null
        ? t("finding.keeps", { people, low, high })
        : t("finding.keeps_money", { people, low, high, amount: about(predicted.net, i18n.language) })}
    </p>
  );
}

/** What the server said and this console has no sentence for: shown, not swallowed. */
function Values({ values }: { values: [string, string][] }) {
  if (values.length === 0) return null;
  return (
    <dl className={css.values}>
      {values.map(([name, value]) => (
        <div key={name}>
          <dt>{name.replaceAll("_", " ")}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Shifts({ shifts }: { shifts: Shift[] }) {
  const { t } = useTranslation();
  if (shifts.length === 0) return null;
  return (
    <div>
      <h4>{t("finding.shifts")}</h4>
      <dl className={css.shifts}>
        {shifts.map(({ day, hours }) => (
          <div key={day}>
            <dt>{day}</dt>
            <dd>
              {hours.map((one) => (
                <span key={one}>{one}</span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** "+74950000000 Продажи": the number at the front reads as numbers do everywhere. */
const withPhone = (label: string) => label.replace(/^\+\d+/, phone);

/** The largest few are what one acts on (chosen). */
const RANKS_SHOWN = 5;

function Ranked({ title, ranks }: { title: string; ranks: [label: string, people: number][] }) {
  const { t } = useTranslation();
  if (ranks.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <ol className={css.ranks}>
        {ranks.slice(0, RANKS_SHOWN).map(([label, people]) => (
          <li key={label}>
            <span>{label}</span>
            <span className="figures muted">{t("report.counted.people", { count: people })}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
