import type { Report, TypedFigures } from "../src/api/report";

export function calculate(figures: TypedFigures): Report;
