// A read-only session on a real target: a long list of commands that would write, call, signal, leave something behind
// or lead around the fence. Each is refused, and afterwards the target's code, its registers' threads and a block of its
// memory are what they were.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import {
  GdbHarness,
  expectFree,
  processState,
  readText,
  size,
  targetOf,
} from "../support/gdb-harness.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

let gateway: GatewayTarget;
let harness: GdbHarness;
let text: Buffer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
  gateway = await startGateway({ rate: 50 });
  text = await readText(gateway.pid);
});
afterAll(async () => {
  await gateway.kill();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  harness = new GdbHarness();
  await harness.session.attach(
    { ...targetOf(gateway.pid), isProduction: true },
    size,
  );
});
afterEach(() => harness.session.close());

/** A variable of the runtime that only its own code would change. */
const variable = "'runtime.debug'.asyncpreemptoff";

async function addressOf(expression: string): Promise<number> {
  const answer = await harness.session.runConsole(`print &${expression}`, 5000);
  return Number(/0x[0-9a-f]+/.exec(answer)![0]);
}

async function readBytes(address: number, length: number): Promise<Buffer> {
  const memory = await open(`/proc/${gateway.pid}/mem`, "r");
  try {
    const bytes = Buffer.alloc(length);
    await memory.read(bytes, 0, length, address);
    return bytes;
  } finally {
    await memory.close();
  }
}

const refusal =
  /refused|not allowed|Cannot|Undefined|Ambiguous|No symbol|error|syntax/i;
/** They say nothing of their failures, or do not evaluate what they are given: their effect is what is checked. */
const silent = /^(?:ptype|thread apply all -s|taas|faas|tfaas|thread name) /;

const writing = [
  `set var ${variable}=7`,
  `set variable ${variable} = 7`,
  `set ${variable}=7`,
  `set (${variable})=7`,
  `print ${variable}=7`,
  `p ${variable}=7`,
  `inspect ${variable}=7`,
  `print ${variable}++`,
  `print -pretty -- ${variable}=7`,
  `call ${variable}=7`,
  `output ${variable}=7`,
  `printf "%d\\n", ${variable}=7`,
  `x/4xb &(${variable}=7)`,
  `display ${variable}=7`,
  `ptype ${variable}=7`,
  `print $rip=0`,
  `p $sp = 0`,
  `set $rip=0`,
  `set var $pc=0`,
  `frame function *(${variable}=7)`,
  `list *(${variable}=7)`,
  `info line *(${variable}=7)`,
  `info symbol ${variable}=7`,
  `thread apply all print ${variable}=7`,
  `thread apply all -s set var ${variable}=7`,
  `taas set var ${variable}=7`,
  `frame apply all print ${variable}=7`,
  `faas p ${variable}=7`,
  `tfaas p ${variable}=7`,
  `print $_siginfo.si_signo=9`,
  `restore /etc/hostname binary 0`,
  `load`,
  `record`,
  `record full`,
  `reverse-continue`,
  `compare-sections -x`,
  `flash-erase`,
  `memory-tag set-allocation-tag 0 1 00`,
  `maint packet X0,0:`,
  `maint set dwarf unwinders off`,
  `remote put /etc/hostname /tmp/x`,
  `monitor help`,
  `add-symbol-file /bin/true`,
  `overlay map x`,
  `tvariable $x=1`,
];

const calling = [
  `print 'runtime.GC'()`,
  `call 'runtime.GC'()`,
  `p 'runtime.exit'(1)`,
  `call (void)'runtime.exit'(1)`,
  `print ((void(*)())'runtime.GC')()`,
  `x/i 'runtime.GC'()`,
  `print "a string that the target would have to allocate"`,
  `compile code int x = 1;`,
  `compile print 1`,
  `expression 1`,
  `checkpoint`,
  `return`,
  `call malloc(1)`,
  `print-object 1`,
];

const signalling = [
  "signal SIGKILL",
  "signal 0",
  "sig 9",
  "queue-signal SIGTERM",
  "queue-signal 9",
  "handle SIGTERM nopass",
  "handle all nopass",
  "handle SIGURG stop",
  "kill",
  "k",
  "kill inferiors 1",
  "kill inferior 1",
  "run",
  "r",
  "start",
  "starti",
  "jump *0",
  "j main.main",
  "tty /dev/null",
];

const leaving = [
  "break runtime.fatalpanic",
  "b runtime.gcStart",
  "br runtime.gcStart",
  "tbreak runtime.gcStart",
  "tb runtime.gcStart",
  "hbreak runtime.gcStart",
  "thbreak runtime.gcStart",
  "rbreak ^main.run$",
  "break-range 1,2",
  `watch ${variable}`,
  `rwatch ${variable}`,
  `awatch ${variable}`,
  "catch syscall",
  "catch throw",
  "tcatch fork",
  "catch signal",
  'dprintf runtime.gcStart,"x"',
  "trace runtime.gcStart",
  "ftrace runtime.gcStart",
  "strace foo",
  "tstart",
  "until",
  "advance main.run",
  "finish",
  "next",
  "n",
  "step",
  "stepi",
  "si",
  "nexti",
  "enable",
  "enable once 1",
  "delete",
  "condition 1 1",
  "ignore 1 1",
  "commands",
  "detach inferiors 1 2",
  "disconnect",
  "add-inferior",
  "attach 1",
  "target native",
  "target record-full",
  "target exec /bin/true",
  "target remote :1",
  "target extended-remote :1",
  "inferior 1",
  "set scheduler-locking on",
  "set non-stop on",
  "set schedule-multiple on",
  "set follow-fork-mode child",
  "set detach-on-fork off",
];

const around = [
  "python gdb.selected_inferior().write_memory(0, b'x')",
  "py gdb.execute('kill')",
  "pyt print(1)",
  "python-interactive 1",
  "pi 1",
  "guile (display 1)",
  "gu 1",
  "gr 1",
  "guile-repl",
  "shell true",
  "she true",
  "!true",
  "! true",
  "make -v",
  "pipe print 1 | cat",
  "| print 1 | cat",
  "edit main.run",
  "define x",
  "define hook-kill",
  "define hookpost-print",
  "def x",
  "define-prefix x",
  "document print",
  "alias -a zz = kill",
  "alias kk = set variable",
  'eval "kill"',
  "if 1",
  "while 1",
  "with print pretty on -- kill",
  "with may-write-memory on -- set var x=1",
  "w print pretty on -- python 1",
  "server kill",
  "server python print(1)",
  'interpreter-exec mi3 "-exec-run"',
  'interpreter-exec console "kill"',
  'interpreter-exec mi3 "-data-write-memory-bytes 0 00"',
  "new-ui mi3 /dev/null",
  "-exec-run",
  "-data-write-memory-bytes 0 00",
  "-gdb-set may-write-memory on",
  "set may-write-memory on",
  "set may-write-registers on",
  "set may-call-functions on",
  "set may-insert-breakpoints on",
  "set may on",
  "set observer off",
  "set observer on",
  "set write on",
  "set unwindonsignal off",
  "set confirm off",
  "set auto-load on",
  "set auto-load safe-path /",
  "set sysroot /",
  "set exec-wrapper true",
  "set logging file /tmp/x",
  "set logging enabled on",
  "set history filename /tmp/x",
  "set history save on",
  "set debug infrun 1",
  "set startup-with-shell on",
  "set args x",
  "set environment A=B",
  "set cwd /tmp",
  "set prompt x",
  "set extended-prompt x",
  "set osabi none",
  "maint print msymbols /tmp/x",
  "mt print msymbols /tmp/x",
  "maintenance set",
  "macro define a b",
  "tui enable",
  "layout asm",
  "generate-core-file FOLDER/core",
  "gcore FOLDER/core",
  "save breakpoints FOLDER/x",
  "save gdb-index FOLDER",
  "dump binary memory FOLDER/x 0 1",
  "dump binary value FOLDER/x 1",
  "append binary value FOLDER/x 1",
  "tsave FOLDER/x",
  "skip -gfi *",
  "file /bin/true",
  "exec-file /bin/true",
  "symbol-file",
  "core-file /bin/true",
  "sharedlibrary",
  "cd /tmp",
  "directory /tmp",
  "path /tmp",
  "source FOLDER/script",
  "sou FOLDER/script",
  "source FOLDER/script.py",
  'print $_shell("touch FOLDER/shell")',
  'printf "%d", $_shell("touch FOLDER/shell")',
  'x/i $_shell("touch FOLDER/shell")',
  "jit-reader-load /bin/true",
  "explore 1",
  "tp",
  "stop",
  "dont-repeat",
  "unset environment",
  "thread name x'; kill",
];

describe.each([
  ["writes", writing],
  ["calls functions", calling],
  ["signals or ends the target", signalling],
  ["leaves something in the target or holds it", leaving],
  ["leads around the fence", around],
])("what %s", (_kind, commands) => {
  it("is refused, and nothing in the target changes", async () => {
    writeFileSync(path.join(folder, "script"), "kill\n");
    writeFileSync(
      path.join(folder, "script.py"),
      "import gdb\ngdb.execute('kill')\n",
    );
    const address = await addressOf(variable);
    const before = await readBytes(address - 256, 512);
    const registers = await harness.session.runConsole("info registers", 5000);
    const letThrough: string[] = [];
    for (const [number, command] of commands.entries()) {
      const line = command.replaceAll("FOLDER", folder);
      // What follows on the same console tells that the command is over, also one that would wait for more lines.
      const mark = `mark-${number}-over`;
      const output = await harness.type(
        `${line}\necho ${mark}\\n`,
        new RegExp(`^${mark}`, "m"),
      );
      const answer = output.split("\n").slice(1).join("\n");
      if (!refusal.test(answer) && !silent.test(line))
        letThrough.push(`${line}: ${answer}`);
      expect(harness.session.state.status, line).toBe("stopped");
    }
    expect(letThrough).toEqual([]);
    expect(await harness.session.runConsole("info registers", 5000)).toBe(
      registers,
    );
    expect((await readBytes(address - 256, 512)).equals(before)).toBe(true);
    expect((await readText(gateway.pid)).equals(text)).toBe(true);
    for (const name of ["core", "x", "shell"])
      expect(existsSync(path.join(folder, name)), name).toBe(false);
    expect(processState(gateway.pid)?.tracerPid).toBe(harness.gdbPid);
    await harness.session.resume();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await readText(gateway.pid)).equals(text)).toBe(true);
    await harness.session.detach();
    await expectFree(gateway.pid, gateway.url);
  });
});

it("what only reads still works", async () => {
  for (const [command, expected] of [
    ["bt 3", /#0 /],
    ["where 2", /#0 /],
    ["info threads", /Thread|LWP/],
    ["thread apply all bt 1", /#0 /],
    ["p 'runtime.buildVersion'", /go1\./],
    ["print/x $pc", /0x[0-9a-f]+/],
    [`x/2xb &${variable}`, /0x/],
    ["disassemble 'runtime.GC'", /End of assembler dump/],
    ["set print pretty on", /\(gdb\) $/],
    ["up", /#1|Initial/],
    ["info symbol $pc", /in section/],
    ["go-goroutines --groups", /goroutines/],
    ["go-spans", /heap in use/],
    ["go-stack 1", /runtime\.main/],
    ["continue", /Continuing/],
  ] as const)
    await harness.type(command, expected);
  await harness.session.interrupt();
  expect(harness.session.state).toMatchObject({
    status: "stopped",
    readOnly: true,
  });
});

it("what the workbench sends over MI is held to a list as well, and by gdb itself", async () => {
  const { session } = harness;
  for (const command of [
    "-data-write-memory-bytes 0 00",
    "-exec-run",
    "-exec-jump main.run",
    "-exec-return",
    "-exec-step",
    "-exec-next",
    "-exec-finish",
    "-break-insert main.run",
    "-break-watch x",
    "-dprintf-insert main.run x",
    "-gdb-set may-write-memory on",
    "-var-create - * x",
    "-var-assign x 1",
    "-target-attach 1",
    "-target-download",
    "-file-exec-file /bin/true",
    '-interpreter-exec console "kill"',
    '-interpreter-exec mi3 "-exec-run"',
    "kill",
    "set var x=1",
    "go-help\nkill",
  ])
    await expect(session.runMi(command, 5000), command).rejects.toMatchObject({
      code: "gdb-refused",
    });
  await expect(
    session.runMi(`-data-evaluate-expression "${variable}=7"`, 5000),
  ).rejects.toMatchObject({
    message: expect.stringContaining("not allowed") as string,
  });
  await expect(
    session.runMi(`-data-evaluate-expression "'runtime.GC'()"`, 5000),
  ).rejects.toMatchObject({ code: "gdb-failed" });
});
