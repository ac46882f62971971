import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatName } from "../report/sentences";
import { type AboutTyped, FORMATS, NUMBER_LISTS, RUSSIAN_ZONES, wrongNumber } from "./about";
import css from "./files.module.css";

interface AboutFilesProps {
  about: AboutTyped;
  change: (part: Partial<AboutTyped>) => void;
  /** Fields the server did not take. */
  refused: string[];
}

/** What a file does not say of itself. Nobody has to open it: the server guesses well. */
export function AboutFiles({ about, change, refused }: AboutFilesProps) {
  const { t } = useTranslation();
  return (
    <details className={css.about}>
      <summary>{t("about.title")}</summary>
      <div className={css.aboutFields}>
        <NativeSelect
          size="sm"
          label={t("about.format")}
          description={t("about.format_hint")}
          value={about.format}
          onChange={(event) => change({ format: event.currentTarget.value })}
          data={[
            { value: "", label: t("about.recognise") },
            ...FORMATS.map((value) => ({ value, label: value === "table" ? t("about.table") : formatName(value, t) })),
          ]}
        />
        <NativeSelect
          size="sm"
          label={t("about.time_zone")}
          description={t("about.time_zone_hint")}
          value={about.time_zone}
          onChange={(event) => change({ time_zone: event.currentTarget.value })}
          data={useZones(about.time_zone)}
        />
      </div>
      <div className={css.aboutFields}>
        {NUMBER_LISTS.map((list) => {
          const wrong = wrongNumber(about[list]);
          return (
            <TextInput
              key={list}
              size="sm"
              label={t(`about.${list}`)}
              description={t(`about.${list}_hint`)}
              placeholder="+7 495 123-45-67, …"
              inputMode="tel"
              autoComplete="off"
              value={about[list]}
              error={errorOf(wrong, refused.includes(list))}
              onChange={(event) => change({ [list]: event.currentTarget.value })}
            />
          );
        })}
      </div>
    </details>
  );

  function errorOf(wrong: string | undefined, isRefused: boolean): string | undefined {
    if (wrong !== undefined) return t("about.wrong_number", { text: wrong });
    return isRefused ? t("about.refused_number") : undefined;
  }
}

function useZones(chosen: string) {
  const { t } = useTranslation();
  const russian = RUSSIAN_ZONES.map((value) => ({ value: value as string, label: t(`about.zone.${keyOf(value)}`) }));
  const listed = new Set<string>(RUSSIAN_ZONES);
  const others = [...new Set([chosen, ...Intl.supportedValuesOf("timeZone")])].filter((zone) => !listed.has(zone));
  return [
    { group: t("about.zones_russian"), items: russian },
    { group: t("about.zones_other"), items: others.map((value) => ({ value, label: value.replaceAll("_", " ") })) },
  ];
}

/** `Asia/Omsk` → `omsk`. */
const keyOf = (zone: (typeof RUSSIAN_ZONES)[number]) =>
  zone.split("/")[1]?.toLowerCase() as Lowercase<CityOf<typeof zone>>;
type CityOf<Zone extends string> = Zone extends `${string}/${infer City}` ? City : never;
