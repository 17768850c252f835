// pprof's web page as an oracle of flame graphs: what it hands to its own drawing, of the newer page (a list of stacks)
// and of the one before it (a tree).

import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Amounts below a frame; `before` is what the page has as negative. */
export interface PageNode {
  readonly before: number;
  readonly after: number;
  readonly selfBefore: number;
  readonly selfAfter: number;
}

/** By path: the names of the frames from the root, one a line. */
export type PageTree = ReadonlyMap<string, PageNode>;

export interface PprofPage {
  /** The newer page's stacks, added up by path; `g` is pprof's granularity. */
  stacks(sampleType: string, granularity: string): Promise<PageTree>;
  /** The older page's tree: net amounts by path, in `after`; what shrank is negative. */
  tree(sampleType: string, granularity: string): Promise<PageTree>;
}

/** Serves the profile on a loopback port of its own for as long as `use` takes. */
export async function withPprofPage<T>(
  program: string,
  args: readonly string[],
  folder: string,
  use: (page: PprofPage) => Promise<T>,
): Promise<T> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    [`-http=${address}`, "-no_browser", "-symbolize=none", ...args],
    {
      env: { ...process.env, TZ: "UTC", PPROF_TMPDIR: folder, HOME: folder },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      resolve();
    });
  });
  const get = async (type: string, granularity: string): Promise<string> => {
    const query = new URLSearchParams({ si: type, g: granularity });
    for (let left = 100; ; left--)
      try {
        const answer = await fetch(
          `http://${address}/ui/flamegraph?${query.toString()}`,
        );
        if (!answer.ok) throw new Error(await answer.text());
        return await answer.text();
      } catch (error) {
        if (left === 0 || child.exitCode !== null)
          throw new Error(`no page from pprof: ${said}`, { cause: error });
        await delay(50);
      }
  };
  try {
    return await use({
      stacks: async (type, granularity) =>
        treeOfStacks(stackSetOf(await get(type, granularity))),
      tree: async (type, granularity) =>
        flattenTree(oldTreeOf(await get(type, granularity))),
    });
  } finally {
    child.kill();
    await ended;
  }
}

/** pprof does not say which port it got when it is left to choose. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface StackSet {
  readonly Stacks: readonly {
    readonly Value: number;
    readonly Sources: readonly number[];
  }[];
  readonly Sources: readonly {
    readonly FullName: string;
    readonly FileName: string;
  }[];
}

/** The first argument of `stackViewer({…}, […])`. */
function stackSetOf(page: string): StackSet {
  const found = /stackViewer\((\{.*\}), \[.*\]\);$/m.exec(page);
  if (found === null) throw new Error("the page has no stacks");
  return JSON.parse(found[1]!) as StackSet;
}

function treeOfStacks({ Stacks, Sources }: StackSet): PageTree {
  const nodes = new Map<string, { -readonly [K in keyof PageNode]: number }>();
  for (const { Value, Sources: places } of Stacks) {
    if (Value === 0) continue;
    const side = Value < 0 ? "before" : "after";
    let path = "";
    // The first source is the root that all share.
    places.slice(1).forEach((place, index) => {
      const { FullName, FileName } = Sources[place]!;
      path += `${FullName} ${FileName}\n`;
      const node = nodes.get(path) ?? newNode();
      nodes.set(path, node);
      node[side] += Math.abs(Value);
      if (index === places.length - 2)
        node[side === "before" ? "selfBefore" : "selfAfter"] += Math.abs(Value);
    });
  }
  return nodes;
}

function newNode(): { -readonly [K in keyof PageNode]: number } {
  return { before: 0, after: 0, selfBefore: 0, selfAfter: 0 };
}

/** Where nothing is left of a child, the page has null in its place. */
interface OldNode {
  readonly f: string;
  readonly v: number;
  readonly c: readonly (OldNode | null)[] | null;
}

/** A JSON text inside a JavaScript string literal. */
function oldTreeOf(page: string): OldNode {
  const found = /JSON\.parse\("(.*)"\);/.exec(page);
  if (found === null) throw new Error("the page has no tree");
  return JSON.parse(JSON.parse(`"${found[1]!}"`) as string) as OldNode;
}

function flattenTree(root: OldNode): PageTree {
  const nodes = new Map<string, PageNode>();
  const waiting = (root.c ?? []).map((node) => ({ node, above: "" }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, above } = next;
    if (node === null) continue;
    const path = `${above}${node.f}\n`;
    if (nodes.has(path)) throw new Error(`twice in the tree: ${path}`);
    nodes.set(path, { ...newNode(), after: node.v });
    for (const child of node.c ?? [])
      waiting.push({ node: child, above: path });
  }
  return nodes;
}
