/** Names by which the console calls what the server describes of the loss analyst. Amounts are roubles. */
import type { components } from "./schema";

type Described = components["schemas"];

export type Report = Described["Report"];
export type Net = Described["Net"];
export type WaterfallLine = Described["WaterfallLine"];
export type LossLine = Described["LossLine"];
export type Metric = Described["Metric"];
export type Finding = Described["Finding"];
export type Source = Described["Source"];
export type LostEpisode = Described["LostEpisode"];
export type LostPage = Described["Page_LostEpisode"];

/** Figures of the calculator; the page has one for each of these. */
export type TypedFigures = Required<
  Pick<
    Described["TypedFigures"],
    "missed" | "spam" | "rang_again" | "called_back" | "p_served" | "p_unserved" | "cheque" | "margin"
  >
> & { people: number };

/** What one lost person costs: typed, since a file of calls does not know it. */
export type Terms = Pick<TypedFigures, "p_served" | "p_unserved" | "cheque" | "margin">;

export type Meaning = Described["Meaning"];
/** What the server takes the columns for. */
export type GuessedMapping = Described["Mapping"];
/** The same, all said. */
export type Mapping = Required<Described["Mapping"]>;

/** The lines files of calls are answered with. */
export type FileLine = Described["FileLine"];
export type MappingNeeded = Extract<FileLine, { type: "mapping_needed" }>;
