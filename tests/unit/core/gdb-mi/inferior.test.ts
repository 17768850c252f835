import { describe, expect, it } from "vitest";
import {
  followInferior,
  noInferior,
  type Inferior,
} from "../../../../src/core/gdb-mi/inferior.ts";
import { parseMiLine } from "../../../../src/core/gdb-mi/parse-line.ts";

const after = (...lines: string[]): Inferior =>
  lines.map(parseMiLine).reduce(followInferior, noInferior);
const started = '=thread-group-started,id="i1",pid="4711"';

describe("followInferior", () => {
  it("knows nothing attached at first", () => {
    expect(after("(gdb) ", '=thread-group-added,id="i1"')).toBe(noInferior);
  });

  it("follows attach, stop, continue, interrupt and detach", () => {
    expect(after(started)).toMatchObject({ pid: 4711 });
    expect(
      after(started, '*running,thread-id="all"', '*stopped,frame={addr="0x1"}'),
    ).toMatchObject({ pid: 4711, running: false, stopReason: null });
    expect(
      after(started, "*stopped", '*running,thread-id="all"'),
    ).toMatchObject({ running: true, stopReason: null });
    expect(
      after(
        started,
        '*running,thread-id="all"',
        '*stopped,reason="signal-received",signal-name="SIGINT"',
      ),
    ).toMatchObject({ running: false, stopReason: "SIGINT" });
    expect(
      after(started, "*stopped", '=thread-group-exited,id="i1"'),
    ).toMatchObject({ pid: null, running: false, exit: null });
  });

  it.each([
    ['*stopped,reason="exited",exit-code="02"', "exit code 2"],
    ['*stopped,reason="exited",exit-code="011"', "exit code 9"],
    ['*stopped,reason="exited-normally"', "exit code 0"],
    [
      '*stopped,reason="signal-received",signal-name="SIGTERM",signal-meaning="Terminated",reason="exited-normally"',
      "exit code 0",
    ],
    ['*stopped,reason="exited-signalled",signal-name="SIGKILL"', "SIGKILL"],
  ])("%s: %s", (line, exit) => {
    expect(
      after(
        started,
        '*running,thread-id="all"',
        '=thread-group-exited,id="i1"',
        line,
      ),
    ).toMatchObject({ pid: null, exit });
  });

  it("counts enabled breakpoints, whoever sets them", () => {
    const created = '=breakpoint-created,bkpt={number="1",enabled="y"}';
    expect([...after(created).breakpoints]).toEqual(["1"]);
    expect([
      ...after('5^done,bkpt={number="2",enabled="y"}').breakpoints,
    ]).toEqual(["2"]);
    expect(
      after(created, '=breakpoint-modified,bkpt={number="1",enabled="n"}')
        .breakpoints.size,
    ).toBe(0);
    expect(after(created, '=breakpoint-deleted,id="1"').breakpoints.size).toBe(
      0,
    );
  });

  it("gives back the same state for records that say nothing", () => {
    const state = after(started, '*running,thread-id="all"');
    for (const line of [
      '*running,thread-id="1"',
      '=library-loaded,id="x"',
      '~"text"',
      "nonsense",
      "1^done",
      '=thread-group-started,id="i1",pid="many"',
    ])
      expect(followInferior(state, parseMiLine(line))).toBe(state);
  });
});
