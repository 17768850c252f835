// Words from the one catalogue, in the language of the moment.

import { useCallback } from "react";
import type { Language } from "../../core/investigation/model.ts";
import { windowAdviceIdFor } from "../../core/messages/advice.ts";
import { isMessageId, wordMessage } from "../../core/messages/catalogue.ts";
import type { MessageId } from "../../core/messages/en/index.ts";
import { message, type Message } from "../../core/messages/message.ts";
import { useSettingsStore } from "./settings-store.ts";
import type { ErrorFact } from "./toast-store.ts";

type Params = Readonly<Record<string, string | number>>;
export type Translate = (what: MessageId | Message, params?: Params) => string;

function translateTo(
  language: Language,
  what: MessageId | Message,
  params: Params = {},
): string {
  return wordMessage(
    language,
    typeof what === "string" ? message(what, params) : what,
  );
}

/** `const t = useMessage(); t("panel.flame")`, `t("capture.cost", { ms: 300 })` or `t(finding.message)`. */
export function useMessage(): Translate {
  const language = useLanguage();
  return useCallback(
    (what, params) => translateTo(language, what, params),
    [language],
  );
}

/** The same outside of components; does not re-render on a language switch. */
export const t: Translate = (what, params) =>
  translateTo(useSettingsStore.getState().settings.language, what, params);

export function useLanguage(): Language {
  return useSettingsStore((state) => state.settings.language);
}

/** What went wrong, in a few words; the code itself where this version does not know it. */
export function failureTitle(
  { code }: { readonly code: string },
  translate: Translate,
): string {
  const id = `failure.${code}`;
  return isMessageId(id) ? translate(id) : code;
}

/** What to try; the empty string for a code that this version does not know. */
export function adviceFor(
  error: {
    readonly code: string;
    readonly detail?: ErrorFact["detail"] | undefined;
  },
  translate: Translate,
): string {
  const id = windowAdviceIdFor({
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  });
  return id === null ? "" : translate(id);
}
