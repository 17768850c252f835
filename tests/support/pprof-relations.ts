// What `go tool pprof -peek` and `-list` print in whole units, as numbers.

export interface PeekedCall {
  readonly name: string;
  readonly weight: number;
}
export interface PeekedNode {
  readonly name: string;
  readonly flat: number;
  readonly cum: number;
  readonly callers: readonly PeekedCall[];
  readonly callees: readonly PeekedCall[];
}

const rule = /^-{50,}\+-+$/m;

/** Of `-peek=. -unit=bytes`: every node. */
export function parsePeek(text: string): readonly PeekedNode[] {
  const [, ...blocks] = text.split(new RegExp(rule, "gm"));
  return blocks.slice(1).flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.trim() !== "");
    if (lines.length === 0) return [];
    const callers: PeekedCall[] = [];
    const callees: PeekedCall[] = [];
    let own: Omit<PeekedNode, "callers" | "callees"> | null = null;
    for (const line of lines) {
      const [, numbers = "", name = ""] = /^(.*?)\| (.*)$/.exec(line) ?? [];
      const values = numbers
        .trim()
        .split(/\s+/)
        .filter((part) => !part.endsWith("%"));
      if (values.length === 2)
        own = { name, flat: inBytes(values[0]), cum: inBytes(values[1]) };
      else
        (own === null ? callers : callees).push({
          name: name.trim().replace(/ \(inline\)$/, ""),
          weight: inBytes(values[0]),
        });
    }
    if (own === null) throw new Error(`no node in ${block}`);
    return [{ ...own, callers, callees }];
  });
}

export interface ListedRoutine {
  readonly name: string;
  readonly file: string;
  readonly flat: number;
  readonly cum: number;
  /** `line flat cum` of lines that account for something. */
  readonly lines: readonly string[];
}

/** Of `-list=… -unit=bytes`. */
export function parseList(text: string): readonly ListedRoutine[] {
  const [, ...blocks] = text.split(/^ROUTINE =+ /m);
  return blocks.map((block) => {
    const [head = "", sums = "", ...rest] = block.split("\n");
    const [, name = "", file = ""] = /^(.*) in (.*)$/.exec(head) ?? [];
    const [flat, cum] = sums.trim().split(/\s+/);
    return {
      name,
      file,
      flat: inBytes(flat),
      cum: inBytes(cum),
      lines: rest.flatMap((line) => {
        const [, own, all, number] = /^ *(\S+) +(\S+) +(\d+):/.exec(line) ?? [];
        if (number === undefined || (own === "." && all === ".")) return [];
        return [`${number} ${inBytes(own)} ${inBytes(all)}`];
      }),
    };
  });
}

function inBytes(text = ""): number {
  if (text === "." || text === "0") return 0;
  const number = /^(-?\d+)[A-Za-z]*$/.exec(text)?.[1];
  if (number === undefined) throw new Error(`not a whole number: ${text}`);
  return Number(number);
}
