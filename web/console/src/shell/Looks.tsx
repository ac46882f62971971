import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { languageOf, speak } from "../i18n";
import { askForNotices, noticesAllowed } from "../notify/notices";
import { usePrefs } from "../prefs/prefs";

/** Theme, language, density, sound: each takes effect at once. */
export function Looks() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { prefs, change } = usePrefs();
  return (
    <>
      <Choice
        label={t("shell.menu.theme")}
        value={colorScheme}
        onChange={setColorScheme}
        options={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`shell.menu.${value}`) }))}
      />
      <Choice
        label={t("shell.menu.language")}
        value={languageOf(i18n.language)}
        onChange={speak}
        options={[
          { value: "ru", label: "Русский" },
          { value: "en", label: "English" },
        ]}
      />
      <Choice
        label={t("shell.menu.density")}
        value={prefs.density}
        onChange={(density) => change({ density })}
        options={(["compact", "comfortable"] as const).map((value) => ({ value, label: t(`shell.menu.${value}`) }))}
      />
      <Choice
        label={t("shell.menu.ring")}
        value={prefs.ring}
        onChange={(ring) => change({ ring })}
        options={(["on", "quiet", "off"] as const).map((value) => ({ value, label: t(`shell.menu.ring_${value}`) }))}
      />
      <Notices />
    </>
  );
}

function Notices() {
  const { t } = useTranslation();
  const [allowed, setAllowed] = useState(noticesAllowed);
  if (allowed) return null;
  return (
    <Button variant="default" onClick={() => void askForNotices().then(setAllowed)}>
      {t("shell.menu.notices")}
    </Button>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: string }[];
}

function Choice<T extends string>({ label, value, onChange, options }: ChoiceProps<T>) {
  return (
    <div>
      <h2>{label}</h2>
      <SegmentedControl aria-label={label} fullWidth value={value} onChange={onChange} data={options} />
    </div>
  );
}
