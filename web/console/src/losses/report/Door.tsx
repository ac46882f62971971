import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outcomeOf } from "./doors";
import type { Stretch } from "./stretch";

interface DoorProps {
  /** Where the calls are in the console; without it the figure is only a figure. */
  doors: Stretch | undefined;
  cause?: string;
  /** How many people a bare figure stands for; words speak for themselves. */
  figure?: number;
  children: ReactNode;
}

/** A figure that leads to the calls behind it. */
export function Door({ doors, cause, figure, children }: DoorProps) {
  const { t } = useTranslation();
  if (!doors) return children;
  const outcome = cause === undefined ? undefined : outcomeOf(cause);
  const label =
    figure === undefined ? undefined : t("report.door", { people: t("report.counted.people", { count: figure }) });
  return (
    <Link to="/calls" search={{ view: "ended", outcome, ...doors }} aria-label={label}>
      {children}
    </Link>
  );
}
