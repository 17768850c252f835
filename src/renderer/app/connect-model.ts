// What is typed into the connect dialog, checked before it is sent. The rules of the URL are main's; here only what is
// certainly a slip.

import { explainBadUrl } from "../../core/target-url.ts";
import type { ErrorFact } from "../state/toast-store.ts";

export interface ConnectInput {
  readonly url: string;
  readonly pid?: number;
}

export type ConnectCheck =
  | { readonly ok: true; readonly input: ConnectInput }
  | {
      readonly ok: false;
      readonly field: "url" | "pid";
      readonly error: ErrorFact;
    };

/** `:6060` and `localhost:6060` mean what people mean by them; a missing path becomes /debug/pprof. */
export function completeUrl(text: string): string {
  const typed = text.trim();
  if (typed === "" || /^[a-z][a-z0-9+.-]*:\/*$/i.test(typed)) return typed;
  const withHost = typed.startsWith(":") ? `127.0.0.1${typed}` : typed;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(withHost)
    ? withHost
    : `http://${withHost}`;
  const hasPath = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+\/[^?#]/i.test(withScheme);
  return hasPath
    ? withScheme.replace(/\/+$/, "")
    : `${withScheme.replace(/\/+$/, "")}/debug/pprof`;
}

export function checkConnect(url: string, pid: string): ConnectCheck {
  const complete = completeUrl(url);
  if (!URL.canParse(complete) || !/^https?:/i.test(complete))
    return {
      ok: false,
      field: "url",
      error: {
        code: "url-invalid",
        message: explainBadUrl(url),
      },
    };
  const typedPid = pid.trim();
  if (typedPid === "") return { ok: true, input: { url: complete } };
  const number = Number(typedPid);
  // `Number` alone takes 1e3 and 0x10, which nobody means as a PID.
  if (!/^[1-9]\d{0,9}$/.test(typedPid))
    return {
      ok: false,
      field: "pid",
      error: {
        code: "pid-not-found",
        message: `${JSON.stringify(typedPid.slice(0, 30))} is no PID: digits alone`,
      },
    };
  return { ok: true, input: { url: complete, pid: number } };
}
