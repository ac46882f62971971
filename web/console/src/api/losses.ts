/** Operations of the loss analyst. Sending a file of calls has a place of its own: `upload.ts`. */
import { get, postFor, put } from "./client";
import type { LostPage, Report, Terms, TypedFigures } from "./report";

export const calculate = (figures: TypedFigures, signal?: AbortSignal) =>
  postFor("/calculator", figures, {}, signal).then((answer) => answer.json() as Promise<Report>);

export type PaperKind = "pdf" | "xlsx" | "html";

/** The report as a file. */
export const paper = (report: Report, as: PaperKind, language: string) =>
  postFor("/calculator/render", report, { as, language }).then((answer) => answer.blob());

/** Days are whole, both counted. */
export const losses = (period: { from: string; to: string }, terms: Partial<Terms>) =>
  get<Report>("/losses", { ...period, ...terms });

/** Who was lost, the latest first; at one step by one cause, or all of them. */
export const lost = (
  asked: { from: string; to: string; step?: string; cause?: string; limit: number },
  terms: Partial<Terms>,
  cursor?: string,
) => get<LostPage>("/losses/lost", { ...asked, ...terms, cursor });

/** Sites that may show the calculator in a frame. */
export const embedding = () => get<{ sites: string[] }>("/calculator/embedding");
export const changeEmbedding = (sites: string[]) => put<{ sites: string[] }>("/calculator/embedding", { sites });
