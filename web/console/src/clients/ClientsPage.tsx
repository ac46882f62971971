import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { ContactSummary } from "../api/types";
import { Empty, Loaded, Page } from "../components/Page";
import { useAddressText } from "../components/useAddressText";
import { VirtualRows } from "../components/VirtualRows";
import rows from "../components/virtual.module.css";
import { When } from "../components/When";
import { ContactNew } from "./ContactNew";

const route = getRouteApi("/app/clients");

export function ClientsPage() {
  const { t } = useTranslation();
  const { q = "", add } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useAddressText(q, (value) => void navigate({ search: { q: value }, replace: true }));
  const [adding, setAdding] = useState(add === true);
  const list = useInfiniteQuery({
    queryKey: ["contacts", q],
    queryFn: ({ pageParam }) => api.contacts(q, pageParam),
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
        aria-label={t("clients.search")}
        placeholder={t("clients.search")}
        type="search"
        w={{ base: "100%", sm: 320 }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button onClick={() => setAdding(true)}>{t("clients.new")}</Button>
    </>
  );
  return (
    <Page title={t("clients.title")} tools={tools}>
      <Loaded query={list} lines={12}>
        {({ pages }) => <List items={pages.flatMap((one) => one.items)} asked={q} more={more} />}
      </Loaded>
      {adding && <ContactNew onClose={() => setAdding(false)} />}
    </Page>
  );
}

function List({ items, asked, more }: { items: ContactSummary[]; asked: string; more: () => void }) {
  const { t } = useTranslation();
  if (items.length === 0) return <Empty>{t(asked ? "clients.nothing" : "clients.empty")}</Empty>;
  return (
    <VirtualRows
      label={t("clients.title")}
      items={items}
      keyOf={(one) => one.id}
      rowHeight={33}
      onEnd={more}
      render={(one) => <Row contact={one} />}
    />
  );
}

function Row({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  const { matched } = contact;
  const phone = contact.points.find((point) => point.kind === "phone") ?? contact.points[0];
  return (
    <Link to="/clients/$id" params={{ id: contact.id }} className={`${rows.link} ${rows.people}`}>
      <span>
        <strong>{contact.name || t("clients.unnamed")}</strong>{" "}
        {matched && <span className="muted">{t(`clients.matched.${matched}`)}</span>}
      </span>
      <span>{contact.companies.map((one) => one.name).join(", ")}</span>
      <span className="figures">{phone?.display}</span>
      <span className={rows.wide}>{contact.owner?.name}</span>
      <span className={rows.wide}>{contact.last_activity_at && <When at={contact.last_activity_at} />}</span>
    </Link>
  );
}
