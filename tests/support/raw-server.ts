// TCP servers that misbehave on purpose: each connection gets exactly the bytes that the test says.

import net from "node:net";
import type { AddressInfo } from "node:net";

export interface RawServer {
  readonly url: string;
  readonly port: number;
  readonly connections: () => number;
  close(): Promise<void>;
}

/** `serve` is called once a request's header is complete; its sockets are destroyed on close. */
export async function startRawServer(
  serve: (socket: net.Socket, requestLine: string) => void,
): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let head = "";
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      while (head.includes("\r\n\r\n")) {
        const end = head.indexOf("\r\n\r\n");
        const line = head.slice(0, head.indexOf("\r\n"));
        head = head.slice(end + 4);
        serve(socket, line);
      }
    });
  });
  return listen(server, sockets, () => connections);
}

export async function listen(
  server: net.Server,
  sockets: Set<net.Socket> = new Set(),
  connections: () => number = () => 0,
): Promise<RawServer> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
