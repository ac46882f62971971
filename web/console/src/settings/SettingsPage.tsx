import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty, Page } from "../components/Page";
import { useLive } from "../live/LiveProvider";
import css from "./settings.module.css";

const TABS = ["people", "devices", "numbers", "groups", "trunks", "schedules", "site"] as const;

export function SettingsPage() {
  const { t } = useTranslation();
  const { state } = useLive();
  if (state.user && state.user.role !== "administrator") {
    return (
      <Page title={t("settings.title")}>
        <Empty>{t("settings.denied")}</Empty>
      </Page>
    );
  }
  const tabs = (
    <nav className={css.tabs} aria-label={t("settings.title")}>
      {TABS.map((tab) => (
        <Link key={tab} to={`/settings/${tab}`} className={css.tab}>
          {t(`settings.tab.${tab}`)}
        </Link>
      ))}
    </nav>
  );
  return (
    <Page title={t("settings.title")} tools={tabs}>
      <Outlet />
    </Page>
  );
}
