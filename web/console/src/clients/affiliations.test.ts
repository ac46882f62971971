import { describe, expect, it } from "vitest";
import type { Contact } from "../api/types";
import { replaced, sent } from "./affiliations";

const line = (company_id: string, role = "", since = "", until = "") => ({ company_id, role, since, until });
const contact = {
  affiliations: [
    { id: "a1", company: { id: "c1", name: "Парус" }, role: "директор", since: "2014-03-01", until: "2016-01-01" },
    { id: "a2", company: { id: "c1", name: "Парус" }, role: "директор", since: "2020-01-01", until: null },
    { id: "a3", company: { id: "c2", name: "Школа" }, role: null, since: null, until: null },
  ],
} as unknown as Contact;

describe("affiliations", () => {
  it("are sent without empty lines and with nothing for empty texts", () => {
    expect(sent([line("", "директор"), line("c1", "  завхоз ", "", "2026-01-01")])).toEqual([
      { company_id: "c1", role: "завхоз", since: null, until: "2026-01-01" },
    ]);
  });

  it("are replaced one by one, though somebody acts for a company in two periods", () => {
    const second = line("c1", "директор", "2020-01-01");
    const after = replaced(contact, second, [{ ...second, until: "2026-11-22" }]);
    expect(after.map((one) => [one.company_id, one.until])).toEqual([
      ["c1", "2016-01-01"],
      ["c2", ""],
      ["c1", "2026-11-22"],
    ]);
    expect(replaced(contact, second, [])).toHaveLength(2);
    expect(replaced(contact, undefined, [line("c3")])).toHaveLength(4);
  });
});
