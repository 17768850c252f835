// Names what went wrong below HTTP. Node reports it as a zoo of `code` strings from three libraries (libuv, OpenSSL,
// llhttp); people need one of four facts: nobody there, TLS refused, not an HTTP server, or a bug.

import { TrivetError, type ErrorCode } from "../../../core/errors.ts";

const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EADDRNOTAVAIL",
  "EPIPE",
  "ETIMEDOUT",
  "EACCES",
  "EPERM",
]);

/** OpenSSL's verification results and Node's TLS errors; `EPROTO` is a TLS record that was none. */
const tlsPattern =
  /^(EPROTO$|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|CRL_|INVALID_CA|PATH_LENGTH|ERROR_IN_CERT)/;

interface NodeNetworkError extends Error {
  readonly code?: string | undefined;
  /** llhttp: the bytes that are not HTTP. */
  readonly rawPacket?: Uint8Array | undefined;
}

/** First byte of a TLS alert record (RFC 8446, 5.1): a TLS server answering plain HTTP. */
const tlsAlertByte = 0x15;

/** The error of a request that got no complete answer. `where` is the URL's origin, for the message. */
export function describeNetworkError(
  error: NodeNetworkError,
  where: string,
): TrivetError {
  const nodeCode = error.code ?? "";
  const make = (code: ErrorCode, message: string): TrivetError =>
    new TrivetError(code, message, {
      cause: error,
      detail: { nodeCode, where },
    });
  if (nodeCode.startsWith("HPE_")) {
    if (error.rawPacket?.[0] === tlsAlertByte)
      return make("tls-failed", `${where} speaks TLS, the URL says http`);
    return make(
      "not-go-pprof",
      `${where} answered something that is not HTTP (${error.message})`,
    );
  }
  // Not TLS at all: OpenSSL says so with file names and line numbers of its own.
  if (
    /wrong.version.number|packet length too long|http request/i.test(
      `${nodeCode} ${error.message}`,
    )
  )
    return make("tls-failed", `${where}: the port speaks plain HTTP, not TLS`);
  if (tlsPattern.test(nodeCode))
    return make("tls-failed", `TLS with ${where} failed: ${error.message}`);
  if (unreachable.has(nodeCode))
    return make("target-unreachable", `${where}: ${wordNodeCode(error)}`);
  return make("internal", `${where}: ${error.message}`);
}

function wordNodeCode(error: NodeNetworkError): string {
  switch (error.code ?? "") {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
      return "no such host";
    case "ECONNRESET":
      return "the connection was closed before an answer";
    default:
      return error.message;
  }
}
