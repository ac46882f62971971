import type { Report } from "../src/api/report";

export const report: Report;
