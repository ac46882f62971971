import { useTranslation } from "react-i18next";
import type { Trunk } from "../api/types";
import { Empty, Loaded } from "../components/Page";
import { phone } from "../format/phone";
import { Section, Table } from "./Section";
import { useSettings } from "./useSettings";

/** Read only in this release: carriers are configured by file. */
export function Trunks() {
  const { t } = useTranslation();
  const trunks = useSettings("trunks");
  const columns = [
    t("settings.numbers.name"),
    ...(["host", "calls_max", "caller_id", "accepts"] as const).map((name) => t(`settings.trunks.${name}`)),
  ];
  return (
    <Section lead={`${t("settings.trunks.lead")} ${t("settings.applied")}`}>
      <Loaded query={trunks}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t("settings.trunks.empty")}</Empty>
          ) : (
            <Table columns={columns}>
              {items.map((trunk) => (
                <Row key={trunk.id} trunk={trunk} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Section>
  );
}

function Row({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>
        <strong>{trunk.name}</strong>
      </td>
      <td className="figures">
        {trunk.host}:{trunk.port}
      </td>
      <td className="figures" data-label={t("settings.trunks.calls_max")}>
        {trunk.calls_max}
      </td>
      <td className="figures" data-label={t("settings.trunks.caller_id")}>
        {trunk.caller_id && phone(trunk.caller_id)}
      </td>
      <td className="figures" data-label={t("settings.trunks.accepts")}>
        {trunk.accepts.join(", ")}
      </td>
      <td />
    </tr>
  );
}
