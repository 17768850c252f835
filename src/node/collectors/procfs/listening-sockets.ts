// From a TCP port to the process that listens on it, and back. The kernel lists sockets by inode and each process's
// descriptors as links to `socket:[inode]`.

import { readdir, readFile, readlink } from "node:fs/promises";
import { TrivetError } from "../../../core/errors.ts";
import {
  parseTcpListeners,
  socketInode,
  type TcpListener,
} from "../../../core/procfs/parse-net-tcp.ts";
import type { ListeningPort } from "../../../services/ports/target.ts";
import {
  describeProcError,
  nodeErrorCode,
  readProcLink,
} from "./proc-files.ts";

/**
 * The process that listens on a loopback or wildcard port of our network namespace; null when none is visible. Codes:
 * pid-forbidden (the socket is there, its owner is another user's process), procfs-unavailable.
 */
export async function findListenerPid(port: number): Promise<number | null> {
  const listeners = await readListeners("self");
  const inodes = new Set(
    listeners
      .filter((socket) => socket.port === port && socket.scope !== "other")
      .map((socket) => socket.inode),
  );
  if (inodes.size === 0) return null;
  let hiddenProcesses = 0;
  for (const pid of await listPids()) {
    const held = await socketInodes(pid).catch((error: unknown) => {
      if (error instanceof TrivetError && error.code === "pid-forbidden")
        hiddenProcesses++;
      return new Set<number>();
    });
    for (const inode of inodes) if (held.has(inode)) return pid;
  }
  if (hiddenProcesses > 0)
    throw new TrivetError(
      "pid-forbidden",
      `the process that listens on port ${port} belongs to another user`,
      { detail: { port } },
    );
  return null;
}

/** The ports of one process, in its own network namespace. Codes: pid-not-found, pid-forbidden. */
export async function listPortsOf(
  pid: number,
): Promise<readonly ListeningPort[]> {
  const held = await socketInodes(pid);
  const reachable =
    (await readProcLink(pid, "ns/net")) ===
    (await readlink("/proc/self/ns/net"));
  const ports = new Map<number, ListeningPort>();
  for (const socket of await readListeners(pid))
    if (held.has(socket.inode) && !ports.has(socket.port))
      ports.set(socket.port, {
        port: socket.port,
        host: hostOf(socket),
        reachable,
      });
  return [...ports.values()].sort((a, b) => a.port - b.port);
}

function hostOf({ scope, address }: TcpListener): string {
  if (scope === "wildcard") return "127.0.0.1";
  return address.includes(":") ? `[${address}]` : address;
}

async function readListeners(
  pid: number | "self",
): Promise<readonly TcpListener[]> {
  const listeners: TcpListener[] = [];
  for (const name of ["net/tcp", "net/tcp6"]) {
    try {
      const text = await readFile(`/proc/${pid}/${name}`, "utf8");
      listeners.push(...parseTcpListeners(text));
    } catch (error) {
      // A kernel without IPv6 has no tcp6; without tcp there is no /proc, or no such process.
      if (name === "net/tcp6" && nodeErrorCode(error) === "ENOENT") continue;
      throw pid === "self"
        ? new TrivetError("procfs-unavailable", `cannot read /proc/${name}`, {
            cause: error,
          })
        : describeProcError(error, pid, name);
    }
  }
  return listeners;
}

async function listPids(): Promise<readonly number[]> {
  const names = await readdir("/proc");
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

async function socketInodes(pid: number): Promise<ReadonlySet<number>> {
  const inodes = new Set<number>();
  let descriptors: string[];
  try {
    descriptors = await readdir(`/proc/${pid}/fd`);
  } catch (error) {
    throw describeProcError(error, pid, "fd");
  }
  for (const descriptor of descriptors) {
    // A descriptor may be closed between listing and reading.
    const link = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(
      () => "",
    );
    const inode = socketInode(link);
    if (inode !== null) inodes.add(inode);
  }
  return inodes;
}
