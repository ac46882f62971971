import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { User } from "../api/types";
import { useAct } from "../components/useAct";
import { type Language, speak } from "../i18n";
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
      <Choices
        label={t("shell.menu.theme")}
        value={colorScheme}
        onChange={setColorScheme}
        options={(["auto", "light", "dark"] as const).map((one) => [one, t(`shell.menu.${one}`)])}
      />
      <Choices
        label={t("shell.menu.language")}
        value={i18n.language as Language}
        onChange={speak}
        options={[
          ["ru", "Русский"],
          ["en", "English"],
        ]}
      />
      <Choices
        label={t("shell.menu.density")}
        value={prefs.density}
        onChange={(density) => change({ density })}
        options={(["compact", "comfortable"] as const).map((one) => [one, t(`shell.menu.${one}`)])}
      />
      <Choices
        label={t("shell.menu.ring")}
        value={prefs.ring}
        onChange={(ring) => change({ ring })}
        options={(["on", "quiet", "off"] as const).map((one) => [one, t(`shell.menu.ring_${one}`)])}
      />
      {!noticesAllowed() && (
        <>
          <Menu.Divider />
          <Menu.Item onClick={() => void askForNotices()}>{t("shell.menu.notices")}</Menu.Item>
        </>
      )}
    </>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: [value: T, label: string][];
}

function Choices<T extends string>({ label, value, onChange, options }: ChoicesProps<T>) {
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      <Menu.RadioGroup value={value} onChange={(next) => onChange(next as T)}>
        {options.map(([option, text]) => (
          <Menu.RadioItem key={option} value={option} py={4} closeMenuOnClick={false}>
            {text}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
