// Every way in which an HTTP target can let us down, against real sockets.

import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../src/core/errors.ts";
import { TrivetError } from "../../src/core/errors.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import type { HttpRequest } from "../../src/services/ports/target.ts";
import { startGateway } from "../support/gateway-target.ts";
import {
  listen,
  startRawServer,
  type RawServer,
} from "../support/raw-server.ts";

const opened: { close(): unknown }[] = [];
const keep = <T extends { close(): unknown }>(thing: T): T => {
  opened.push(thing);
  return thing;
};
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

const fetcher = (): NodeHttpFetcher => keep(new NodeHttpFetcher());
const request = (
  url: string,
  more: Partial<HttpRequest> = {},
): HttpRequest => ({ url, timeoutMs: 5000, maxBytes: 1 << 20, ...more });

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrivetError)) throw error;
  return error.code;
}

async function serve(listener: http.RequestListener): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const server = http.createServer(listener);
  server.on("connection", (socket: net.Socket) => sockets.add(socket));
  return keep(await listen(server, sockets));
}

describe("an answer", () => {
  it("comes byte-identical, gzip not decoded", async () => {
    const evidence = gzipSync(randomBytes(100_000));
    const server = await serve((incoming, answer) => {
      expect(incoming.headers["accept-encoding"]).toBe("identity");
      answer.writeHead(200, { "content-encoding": "gzip" });
      answer.end(evidence);
    });
    const response = await fetcher().get(request(server.url));
    expect(createHash("sha256").update(response.body).digest("hex")).toBe(
      createHash("sha256").update(evidence).digest("hex"),
    );
    expect(response.status).toBe(200);
    expect(response.tookMs).toBeGreaterThan(0);
  });

  it("with any status is an answer", async () => {
    const server = await serve((_, answer) => {
      answer.writeHead(503).end("busy");
    });
    const response = await fetcher().get(request(server.url));
    expect(response.status).toBe(503);
    expect(new TextDecoder().decode(response.body)).toBe("busy");
  });

  it("reports progress against the declared length", async () => {
    const server = await serve((_, answer) => {
      answer.setHeader("content-length", 300_000);
      answer.end(Buffer.alloc(300_000));
    });
    const seen: [number, number | null][] = [];
    await fetcher().get(
      request(server.url, { onProgress: (...args) => seen.push(args) }),
    );
    expect(seen.at(-1)).toEqual([300_000, 300_000]);
    expect(seen.map(([bytes]) => bytes)).toEqual(
      seen.map(([bytes]) => bytes).sort((a, b) => a - b),
    );
  });

  it("reuses the connection, and asks again on a new one when the kept one went stale", async () => {
    let answered = 0;
    const server = keep(
      await startRawServer((socket) => {
        answered++;
        // The second request on the first connection dies without a byte, as when a keep-alive timeout fires.
        if (answered === 2) socket.destroy();
        else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      }),
    );
    const client = fetcher();
    await client.get(request(server.url));
    const second = await client.get(request(server.url));
    expect(second.status).toBe(200);
    expect(server.connections()).toBe(2);
    await client.get(request(server.url));
    expect(server.connections()).toBe(2);
  });
});

describe("redirects", () => {
  it("are followed on the same host and port only", async () => {
    const other = await serve((_, answer) => void answer.end("other"));
    const server = await serve((incoming, answer) => {
      if (incoming.url === "/pprof")
        answer.writeHead(301, { location: "/pprof/" }).end();
      else if (incoming.url === "/away")
        answer.writeHead(302, { location: `${other.url}/` }).end();
      else if (incoming.url === "/loop")
        answer.writeHead(302, { location: "/loop" }).end();
      else answer.end("here");
    });
    const client = fetcher();
    const followed = await client.get(request(`${server.url}/pprof`));
    expect(new TextDecoder().decode(followed.body)).toBe("here");
    expect((await client.get(request(`${server.url}/away`))).status).toBe(302);
    expect((await client.get(request(`${server.url}/loop`))).status).toBe(302);
  });
});

describe("no answer", () => {
  it.each(["", "gateway:6060", "ftp://127.0.0.1/", "http://", "not a url"])(
    "url-invalid: %j",
    async (url) => {
      expect(await codeOf(fetcher().get(request(url)))).toBe("url-invalid");
    },
  );

  it("target-unreachable: nobody listens, no such host", async () => {
    const server = await serve(() => undefined);
    await server.close();
    opened.splice(0);
    expect(await codeOf(fetcher().get(request(server.url)))).toBe(
      "target-unreachable",
    );
    expect(
      await codeOf(fetcher().get(request("http://no-such-host.invalid/"))),
    ).toBe("target-unreachable");
  });

  it("target-timeout: a hang after accept, after the header, and a trickle that never ends", async () => {
    const header = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    const hang = keep(await startRawServer(() => undefined));
    const stall = keep(
      await startRawServer((socket) => void socket.write(`${header}part`)),
    );
    const trickle = keep(
      await startRawServer((socket) => {
        socket.write(header);
        const timer = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(timer));
      }),
    );
    for (const server of [hang, stall, trickle]) {
      const started = performance.now();
      expect(
        await codeOf(fetcher().get(request(server.url, { timeoutMs: 300 }))),
      ).toBe("target-timeout");
      expect(performance.now() - started).toBeLessThan(1500);
    }
  });

  it("cancelled: at once, at every stage", async () => {
    const header = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    const hang = keep(await startRawServer(() => undefined));
    const stall = keep(
      await startRawServer((socket) => void socket.write(header)),
    );
    for (const server of [hang, stall]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      const started = performance.now();
      expect(
        await codeOf(
          fetcher().get(request(server.url, { signal: controller.signal })),
        ),
      ).toBe("cancelled");
      expect(performance.now() - started).toBeLessThan(1000);
    }
    const aborted = new AbortController();
    aborted.abort();
    expect(
      await codeOf(
        fetcher().get(request(hang.url, { signal: aborted.signal })),
      ),
    ).toBe("cancelled");
  });

  it("not-go-pprof: a server that does not speak HTTP", async () => {
    const server = keep(
      await startRawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
    );
    expect(await codeOf(fetcher().get(request(server.url)))).toBe(
      "not-go-pprof",
    );
  });
});

describe("half an answer", () => {
  it("body-truncated: shorter than its length, and chunked without its end", async () => {
    const cut = keep(
      await startRawServer((socket) =>
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf"),
      ),
    );
    const chunked = keep(
      await startRawServer((socket) =>
        socket.end(
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ),
      ),
    );
    for (const server of [cut, chunked])
      expect(await codeOf(fetcher().get(request(server.url)))).toBe(
        "body-truncated",
      );
  });

  it("body-too-large: by its length at once, and by counting when it has none", async () => {
    const cap = 256 << 20;
    const declared = keep(
      await startRawServer((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${300 << 20}\r\n\r\n`);
      }),
    );
    expect(
      await codeOf(fetcher().get(request(declared.url, { maxBytes: cap }))),
    ).toBe("body-too-large");

    const block = Buffer.alloc(1 << 20);
    let sent = 0;
    const endless = await serve((_, answer) => {
      const push = (): void => {
        while (!answer.destroyed && sent < 300 << 20) {
          sent += block.length;
          if (!answer.write(block)) {
            answer.once("drain", push);
            return;
          }
        }
        answer.end();
      };
      push();
    });
    expect(
      await codeOf(fetcher().get(request(endless.url, { maxBytes: cap }))),
    ).toBe("body-too-large");
    expect(sent).toBeLessThan(300 << 20);
  });
});

describe("TLS", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "trivet-tls-"));
  const file = (name: string): string => path.join(folder, name);
  execFileSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout ${file("key.pem")} -out ${file("cert.pem")}`.split(
      " ",
    ),
    { stdio: "pipe" },
  );
  const key = readFileSync(file("key.pem"), "utf8");
  const cert = readFileSync(file("cert.pem"), "utf8");
  rmSync(folder, { recursive: true });

  const serveTls = async (): Promise<RawServer> => {
    const server = https.createServer({ key, cert }, (_, answer) => {
      answer.end("secure");
    });
    server.on("tlsClientError", () => undefined);
    return keep(await listen(server));
  };

  it("tls-failed: a self-signed certificate, unless it is trusted", async () => {
    const { port } = await serveTls();
    const url = `https://127.0.0.1:${port}/`;
    expect(await codeOf(fetcher().get(request(url)))).toBe("tls-failed");
    const trusting = keep(new NodeHttpFetcher({ ca: cert }));
    expect((await trusting.get(request(url))).status).toBe(200);
  });

  it("tls-failed: https to a port that speaks http", async () => {
    const server = await serve((_, answer) => void answer.end("plain"));
    expect(
      await codeOf(
        fetcher().get(request(server.url.replace("http:", "https:"))),
      ),
    ).toBe("tls-failed");
  });

  it("tls-failed: https to a port that speaks http, without OpenSSL's internals", async () => {
    const server = http.createServer((_, answer) => answer.end("hello"));
    await new Promise<void>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve()),
    );
    try {
      const { port } = server.address() as net.AddressInfo;
      const url = `https://127.0.0.1:${port}/`;
      await expect(fetcher().get(request(url))).rejects.toMatchObject({
        message: `https://127.0.0.1:${port}: the port speaks plain HTTP, not TLS`,
      });
    } finally {
      server.close();
    }
  });

  it("tls-failed: http to a port that answers with a TLS alert", async () => {
    const alert = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);
    const server = keep(await startRawServer((socket) => socket.end(alert)));
    expect(await codeOf(fetcher().get(request(server.url)))).toBe("tls-failed");
  });
});

describe("a target that dies", () => {
  it("mid-answer is body-truncated or unreachable, and the next request says unreachable", async () => {
    const target = await startGateway({ rate: 0 });
    const client = fetcher();
    const pending = client.get(
      request(`${target.url}/profile?seconds=20`, { timeoutMs: 30_000 }),
    );
    setTimeout(() => void target.kill(), 300);
    expect(["body-truncated", "target-unreachable"]).toContain(
      await codeOf(pending),
    );
    expect(await codeOf(client.get(request(target.url)))).toBe(
      "target-unreachable",
    );
  });
});
