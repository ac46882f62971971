import { Button, Skeleton } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import css from "./page.module.css";
import { sayProblem } from "./problem";

interface PageProps {
  title: string;
  lead?: string;
  /** Buttons and filters beside the title. */
  tools?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, tools, children }: PageProps) {
  useTitle(title);
  return (
    <div className={css.page}>
      <div className={css.head}>
        <h1 className={css.grow}>{title}</h1>
        {tools}
      </div>
      {lead && <p className={css.lead}>{lead}</p>}
      <div className={css.body} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}

export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} — ${t("shell.app")}`;
  }, [title, t]);
}

/** A titled group of lines inside a page or a card. */
export function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.block}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className={css.empty}>{children}</p>;
}

/** Lines of the height the content will have, so that nothing shifts when it comes. */
export function Waiting({ lines = 6, height = 36 }: { lines?: number; height?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height - 12} my={6} radius={4} animate={false} />
      ))}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.empty} role="alert">
      <p>
        <strong>{t("shell.failed.title")}</strong>
      </p>
      <p>{sayProblem(error, t)}</p>
      <Button mt="sm" variant="default" onClick={retry}>
        {t("shell.buttons.retry")}
      </Button>
    </div>
  );
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  lines?: number;
  children: (value: T) => ReactNode;
}

/** The three states of anything fetched, the same everywhere. */
export function Loaded<T>({ query, lines, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Waiting lines={lines} />;
}
