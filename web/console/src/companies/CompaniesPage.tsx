import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { CompanySummary } from "../api/types";
import { Empty, Loaded, Page } from "../components/Page";
import { useAddressText } from "../components/useAddressText";
import { VirtualRows } from "../components/VirtualRows";
import rows from "../components/virtual.module.css";
import { CompanyNew } from "./CompanyForm";

const route = getRouteApi("/app/companies");

export function CompaniesPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useAddressText(q, (value) => void navigate({ search: { q: value }, replace: true }));
  const [adding, setAdding] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ["companies", q],
    queryFn: ({ pageParam }) => api.companies(q, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
  const more = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  const tools = (
    <>
      <TextInput
        aria-label={t("companies.search")}
        placeholder={t("companies.search")}
        type="search"
        w={{ base: "100%", sm: 320 }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button onClick={() => setAdding(true)}>{t("companies.new")}</Button>
    </>
  );
  return (
    <Page title={t("companies.title")} tools={tools}>
      <Loaded query={list} lines={12}>
        {({ pages }) => <List items={pages.flatMap((one) => one.items)} asked={q} more={more} />}
      </Loaded>
      {adding && <CompanyNew onClose={() => setAdding(false)} />}
    </Page>
  );
}

function List({ items, asked, more }: { items: CompanySummary[]; asked: string; more: () => void }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty>{t(asked ? "companies.nothing" : "companies.empty")}</Empty>;
  return (
    <VirtualRows
      label={t("companies.title")}
      items={items}
      keyOf={(one) => one.id}
      rowHeight={33}
      onEnd={more}
      render={(one) => (
        <Link to="/companies/$id" params={{ id: one.id }} className={`${rows.link} ${rows.firms}`}>
          <strong>{one.name}</strong>
          <span className={rows.wide}>{one.legal_name}</span>
          <span className="figures">{one.inn}</span>
        </Link>
      )}
    />
  );
}
