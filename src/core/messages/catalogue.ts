// The one message catalogue. Placeholders are `{name}` or `{name:format}`; formats are the quantities of
// core/format/quantity.ts, so that a byte count looks the same in every sentence, table and axis.

import { formatQuantity, isQuantityFormat } from "../format/quantity.ts";
import type { Language } from "../investigation/model.ts";
import { en, type MessageId } from "./en/index.ts";
import type { Message } from "./message.ts";
import { zhCN } from "./zh-CN/index.ts";

const catalogues: Readonly<
  Record<Language, Readonly<Record<MessageId, string>>>
> = {
  en,
  "zh-CN": zhCN,
};

/** Words a message. A placeholder without a parameter stays visible as `{name}`: a bug that a reader can report. */
export function wordMessage(
  language: Language,
  { id, params }: Message,
): string {
  const template = catalogues[language][id] ?? en[id] ?? id;
  return template.replace(
    /\{(\w+)(?::([\w-]+))?\}/g,
    (whole, name: string, format: string | undefined) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      if (value === undefined) return whole;
      if (
        typeof value === "number" &&
        format !== undefined &&
        isQuantityFormat(format)
      )
        return formatQuantity(value, format);
      return String(value);
    },
  );
}

export function isMessageId(id: string): id is MessageId {
  return Object.hasOwn(en, id);
}
