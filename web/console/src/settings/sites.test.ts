import { describe, expect, it } from "vitest";
import { sitesIn, snippet, wrongSite } from "./sites";

describe("sites that may show the calculator", () => {
  it("stand one to a line, each once", () => {
    expect(sitesIn("https://a.example\n\n HTTPS://A.example, http://b.example:8080")).toEqual([
      "https://a.example",
      "http://b.example:8080",
    ]);
  });

  it.each(["example.com", "https://a.example/", "https://a.example/shop", "https://*.example", "ftp://a.example", "*"])(
    "%s is none",
    (text) => expect(wrongSite(`https://right.example\n${text}`)).toBe(text),
  );

  it("get a line to paste with this server's address", () => {
    expect(snippet("https://calls.example", "ru", "Потери")).toContain(
      'src="https://calls.example/calculator?language=ru"',
    );
  });
});
