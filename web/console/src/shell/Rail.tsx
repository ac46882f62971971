import {
  IconAddressBook,
  IconBuilding,
  IconClock,
  IconDropletDown,
  IconHeadset,
  IconKeyboard,
  IconPhone,
  IconSearch,
  IconSettings,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../api/types";
import { useLive } from "../live/LiveProvider";
import { useNow } from "../live/useNow";
import { dueHeat } from "../live/work";
import css from "./shell.module.css";
import { UserMenu } from "./UserMenu";

interface RailProps {
  me: User;
  openPalette: () => void;
  openSheet: () => void;
}

export function Rail({ me, openPalette, openSheet }: RailProps) {
  const { t } = useTranslation();
  const overdue = useOverdue();
  return (
    <nav className={css.rail} aria-label={t("shell.rail.label")}>
      <Item to="/desk" icon={<IconHeadset size={20} />} word={t("shell.rail.desk")} />
      <Item to="/clients" icon={<IconAddressBook size={20} />} word={t("shell.rail.clients")} />
      <Item to="/companies" icon={<IconBuilding size={20} />} word={t("shell.rail.companies")} wide />
      <Item to="/calls" icon={<IconPhone size={20} />} word={t("shell.rail.calls")} />
      <Item to="/promises" icon={<IconClock size={20} />} word={t("shell.rail.promises")} badge={overdue} />
      {me.role !== "agent" && (
        <Item to="/floor" icon={<IconUsersGroup size={20} />} word={t("shell.rail.floor")} wide />
      )}
      {me.role !== "agent" && (
        <Item to="/losses" icon={<IconDropletDown size={20} />} word={t("shell.rail.losses")} wide />
      )}
      {me.role === "administrator" && (
        <Item to="/settings" icon={<IconSettings size={20} />} word={t("shell.rail.settings")} wide />
      )}
      <span className={css.spring} />
      <button type="button" className={`${css.railItem} ${css.onlyWide}`} onClick={openPalette}>
        <IconSearch size={20} aria-hidden="true" />
        {t("shell.rail.search")} <kbd>Ctrl K</kbd>
      </button>
      <button type="button" className={`${css.railItem} ${css.onlyWide}`} onClick={openSheet}>
        <IconKeyboard size={20} aria-hidden="true" />
        {t("shell.rail.keys")} <kbd>?</kbd>
      </button>
      <UserMenu me={me} openPalette={openPalette} />
    </nav>
  );
}

interface ItemProps {
  to: "/desk" | "/clients" | "/companies" | "/calls" | "/promises" | "/floor" | "/losses" | "/settings";
  icon: ReactNode;
  word: string;
  /** On a phone's screen it is in the menu. */
  wide?: boolean;
  badge?: number;
}

function Item({ to, icon, word, wide, badge = 0 }: ItemProps) {
  const { t } = useTranslation();
  return (
    <Link to={to} className={`${css.railItem} ${wide ? css.onlyWide : ""}`}>
      <span aria-hidden="true" style={{ height: 20 }}>
        {icon}
      </span>
      {word}
      {badge > 0 && (
        <span className={css.badge}>
          {badge}
          <span className="visually-hidden"> {t("desk.heat.lost")}</span>
        </span>
      )}
    </Link>
  );
}

function useOverdue(): number {
  const { state } = useLive();
  const now = useNow();
  return Object.values(state.commitments).filter((one) => dueHeat(one, now) === "lost").length;
}
