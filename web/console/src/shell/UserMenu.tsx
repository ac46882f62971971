import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { User } from "../api/types";
import { useAct } from "../components/useAct";
import { speak } from "../i18n";
import { askForNotices, noticesAllowed } from "../notify/notices";
import { usePrefs } from "../prefs/prefs";
import css from "./shell.module.css";

/** Who I am, and how this console looks and sounds for me. */
export function UserMenu({ me, openPalette }: { me: User; openPalette: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = useAct(api.logout, () => {
    queries.clear();
    void navigate({ to: "/login" });
  });
  return (
    <Menu position="right-end" width={280}>
      <Menu.Target>
        <button type="button" className={css.railItem} aria-label={t("shell.rail.me", { name: me.name })}>
          <IconUser size={20} aria-hidden="true" />
          <span>{me.name.split(" ")[0]}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="80dvh" style={{ overflowY: "auto" }}>
        <Menu.Item component={Link} to="/companies" hiddenFrom="sm">
          {t("shell.rail.companies")}
        </Menu.Item>
        {me.role !== "agent" && (
          <Menu.Item component={Link} to="/floor" hiddenFrom="sm">
            {t("shell.rail.floor")}
          </Menu.Item>
        )}
        {me.role === "administrator" && (
          <Menu.Item component={Link} to="/settings" hiddenFrom="sm">
            {t("shell.rail.settings")}
          </Menu.Item>
        )}
        <Menu.Item onClick={openPalette} hiddenFrom="sm">
          {t("shell.rail.search")}
        </Menu.Item>
        <Looks />
        <Menu.Divider />
        <Menu.Item onClick={() => leave.mutate()}>{t("shell.menu.logout")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Looks() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { prefs, change } = usePrefs();
  return (
    <>
      <Menu.Label>{t("shell.menu.theme")}</Menu.Label>
      {(["auto", "light", "dark"] as const).map((scheme) => (
        <Choice key={scheme} on={colorScheme === scheme} label={t(`shell.menu.${scheme}`)} take={() => setColorScheme(scheme)} />
      ))}
      <Menu.Label>{t("shell.menu.language")}</Menu.Label>
      <Choice on={i18n.language === "ru"} label="Русский" take={() => speak("ru")} />
      <Choice on={i18n.language === "en"} label="English" take={() => speak("en")} />
      <Menu.Label>{t("shell.menu.density")}</Menu.Label>
      {(["compact", "comfortable"] as const).map((density) => (
        <Choice key={density} on={prefs.density === density} label={t(`shell.menu.${density}`)} take={() => change({ density })} />
      ))}
      <Menu.Label>{t("shell.menu.ring")}</Menu.Label>
      {(["on", "quiet", "off"] as const).map((ring) => (
        <Choice key={ring} on={prefs.ring === ring} label={t(`shell.menu.ring_${ring}`)} take={() => change({ ring })} />
      ))}
      {!noticesAllowed() && (
        <>
          <Menu.Divider />
          <Menu.Item onClick={() => void askForNotices()}>{t("shell.menu.notices")}</Menu.Item>
        </>
      )}
    </>
  );
}

function Choice({ on, label, take }: { on: boolean; label: string; take: () => void }) {
  return (
    <Menu.Item
      py={4}
      role="menuitemradio"
      aria-checked={on}
      closeMenuOnClick={false}
      rightSection={on ? <IconCheck size={16} aria-hidden="true" /> : null}
      onClick={take}
    >
      {label}
    </Menu.Item>
  );
}
