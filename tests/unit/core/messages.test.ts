import { describe, expect, it } from "vitest";
import { errorCodes } from "../../../src/core/errors.ts";
import { wordMessage } from "../../../src/core/messages/catalogue.ts";
import { en, type MessageId } from "../../../src/core/messages/en/index.ts";
import { zhCN } from "../../../src/core/messages/zh-CN/index.ts";

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{[^}]+\}/g)].map(([name]) => name).sort();

describe("message catalogue", () => {
  it("advises on every error code, in both languages", () => {
    for (const code of errorCodes) {
      expect(en).toHaveProperty([`error.${code}`]);
      expect(zhCN).toHaveProperty([`error.${code}`]);
      // And has a heading that is no code, for it too.
      for (const words of [en, zhCN]) {
        expect(words).toHaveProperty([`failure.${code}`]);
        expect(words[`failure.${code}`]).not.toMatch(/^[a-z]+(-[a-z]+)+$/);
      }
    }
  });

  it("has the same placeholders in every language, and no empty text", () => {
    for (const id of Object.keys(en) as MessageId[]) {
      expect(placeholders(zhCN[id]), id).toEqual(placeholders(en[id]));
      expect(zhCN[id].trim(), id).not.toBe("");
    }
    expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
  });

  it("keeps a placeholder visible when its parameter is missing", () => {
    expect(wordMessage("en", { id: "app.name", params: { unused: 1 } })).toBe(
      "Trivet",
    );
  });
});
