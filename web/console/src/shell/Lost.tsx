import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../components/Page";

export function Lost() {
  const { t } = useTranslation();
  return (
    <main>
      <Empty>
        <strong role="heading" aria-level={1}>
          {t("shell.lost.title")}
        </strong>
        <br />
        {t("shell.lost.text")}
        <br />
        <Link to="/desk">{t("shell.lost.to_desk")}</Link>
      </Empty>
    </main>
  );
}
