import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import page from "../components/page.module.css";
import css from "./section.module.css";

interface SectionProps {
  /** What this page changes, in one sentence. */
  lead: string;
  add?: { label: string; onClick: () => void };
  children: ReactNode;
}

export function Section({ lead, add, children }: SectionProps) {
  return (
    <>
      <div className={css.head}>
        <p className={page.lead}>{lead}</p>
        {add && <Button onClick={add.onClick}>{add.label}</Button>}
      </div>
      {children}
    </>
  );
}

export function Table({ columns, children }: { columns: string[]; children: ReactNode }) {
  return (
    <div className={page.box}>
      <table className={page.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
