import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUser } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { User } from "../api/types";
import { useAct } from "../components/useAct";
import { Looks } from "./Looks";
import css from "./shell.module.css";

/** Who I am, how this console looks and sounds for me, and on a narrow screen what the rail has no room for. */
export function UserMenu({ me, openPalette }: { me: User; openPalette: () => void }) {
  const { t } = useTranslation();
  const [opened, { toggle, close, open }] = useDisclosure(false);
  const label = t("shell.rail.me", { name: me.name });
  const find = () => {
    close();
    openPalette();
  };
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open() : close())}
      position="right-end"
      width={320}
      trapFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className={css.railItem} aria-label={label} onClick={toggle}>
          <IconUser size={20} aria-hidden="true" />
          <span>{me.name.split(" ")[0]}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu} aria-label={label}>
        <strong>{me.name}</strong>
        <nav className={css.onlyNarrow} aria-label={t("shell.rail.more")}>
          <Link to="/companies" onClick={close}>
            {t("shell.rail.companies")}
          </Link>
          {me.role !== "agent" && (
            <Link to="/floor" onClick={close}>
              {t("shell.rail.floor")}
            </Link>
          )}
          {me.role !== "agent" && (
            <Link to="/losses" onClick={close}>
              {t("shell.rail.losses")}
            </Link>
          )}
          {me.role === "administrator" && (
            <Link to="/settings" onClick={close}>
              {t("shell.rail.settings")}
            </Link>
          )}
          <Button variant="default" onClick={find}>
            {t("shell.rail.search")}
          </Button>
        </nav>
        <Looks />
        <Leave />
      </Popover.Dropdown>
    </Popover>
  );
}

function Leave() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = useAct(api.logout, () => {
    queries.clear();
    void navigate({ to: "/login" });
  });
  return (
    <Button variant="default" onClick={() => leave.mutate()} loading={leave.isPending}>
      {t("shell.menu.logout")}
    </Button>
  );
}
