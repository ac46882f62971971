import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Language, speak } from "../../i18n";
import css from "./calculator.module.css";

interface PublicFrameProps {
  /** The language was chosen: the address has to say it too. */
  onLanguage: (language: Language) => void;
  children: ReactNode;
}

/** What stands around a page for strangers: a name, a language, a way in. */
export function PublicFrame({ onLanguage, children }: PublicFrameProps) {
  const { t, i18n } = useTranslation();
  const other: Language = i18n.language === "ru" ? "en" : "ru";
  const change = () => {
    speak(other);
    onLanguage(other);
  };
  return (
    <div className={css.page}>
      <header className={css.head}>
        <span className={css.brand}>
          <img src="/favicon.svg" alt="" width={28} height={28} />
          {t("shell.app")}
        </span>
        <Button variant="subtle" color="gray" size="sm" lang={other} onClick={change}>
          {other === "en" ? "English" : "Русский"}
        </Button>
        <ThemeButton />
      </header>
      <main className={css.main}>{children}</main>
      <footer className={css.foot}>
        <span>{t("calculator.about")}</span>
        {/* Out of a frame on somebody's site, not inside it. */}
        <a href="/login" target="_top">
          {t("calculator.enter")}
        </a>
      </footer>
    </div>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return (
    <ActionIcon
      size={36}
      aria-label={t("calculator.theme")}
      onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
    >
      {scheme === "dark" ? <IconSun size={20} /> : <IconMoon size={20} />}
    </ActionIcon>
  );
}
