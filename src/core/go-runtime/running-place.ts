// Where a running goroutine stands, from the registers of its thread: on its own stack, on the thread's system stack, or
// in a signal handler, which is where a program that crashes ends.
// Source of truth: runtime/stubs.go (systemstack), runtime/sys_linux_amd64.s (nanotime1, sigtramp); Linux
// arch/x86/include/uapi/asm/ucontext.h and sigcontext.h for what lies above a handler's frame.

import type { FunctionTable } from "./function-table.ts";
import { readScattered, type TargetMemory } from "./target-memory.ts";
import { readWord, viewOf, type RuntimeLayout } from "./runtime-layout.ts";
import { unwindStack } from "./unwind-stack.ts";

export interface ThreadState {
  readonly threadId: number;
  readonly pc: number;
  readonly sp: number;
}

export interface StackTop {
  readonly pc: number;
  readonly sp: number;
  /** The thread stood at `pc`; else a call returns to it. */
  readonly isExact: boolean;
}

export interface RunningGoroutine {
  /** Of the runtime's `g`, and its bytes. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly m: number;
  readonly stackLow: number;
  readonly stackHigh: number;
}

interface Source {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
}

/** The kernel's ucontext of x86-64: rsp and rip, the sixteenth and seventeenth registers behind 40 bytes. */
const savedRegisters = { sp: 40 + 15 * 8, pc: 40 + 16 * 8, bytes: 40 + 17 * 8 };
const maxHandlerFrames = 64;
/** A signal may interrupt the handler of another. */
const maxNesting = 4;

/** By the goroutine's address; null where the place cannot be told. Those whose thread is not known are left out. */
export async function findRunningPlaces(
  source: Source,
  threads: readonly ThreadState[],
  running: readonly RunningGoroutine[],
): Promise<ReadonlyMap<number, StackTop | null>> {
  const { memory, layout } = source;
  const places = new Map<number, StackTop | null>();
  if (threads.length === 0) return places;
  const m = layout.structure("m");
  const g = layout.structure("g");
  const machines = await readScattered(
    memory,
    running.map((goroutine) => ({ address: goroutine.m, length: m.size })),
  );
  const byId = new Map(threads.map((thread) => [thread.threadId, thread]));
  const stackOf = async (address: number): Promise<DataView | null> => {
    const [bytes = null] = await readScattered(memory, [
      { address, length: g.size },
    ]);
    return bytes === null ? null : viewOf(bytes);
  };
  for (const [index, goroutine] of running.entries()) {
    const bytes = machines[index] ?? null;
    if (bytes === null) continue;
    const machine = viewOf(bytes);
    const thread = byId.get(m.number(machine, 0, "threadId"));
    if (
      thread === undefined ||
      m.number(machine, 0, "current") !== goroutine.address
    )
      continue;
    const signalStack = await stackOf(m.number(machine, 0, "signalStack"));
    places.set(
      goroutine.address,
      placeOf(layout, goroutine, {
        machine,
        systemStack: await stackOf(m.number(machine, 0, "g0")),
        registers: await beforeSignals(source, thread, signalStack),
      }),
    );
  }
  return places;
}

function placeOf(
  layout: RuntimeLayout,
  { stackLow, stackHigh, bytes }: RunningGoroutine,
  place: {
    readonly machine: DataView;
    readonly systemStack: DataView | null;
    readonly registers: { readonly pc: number; readonly sp: number };
  },
): StackTop | null {
  const isOn = (sp: number): boolean => sp > stackLow && sp < stackHigh;
  const { machine, registers } = place;
  const m = layout.structure("m");
  const vdsoSp = m.number(machine, 0, "vdsoSp");
  // Asking the kernel's page for the time happens on the system stack; where it returns to is noted.
  if (isOn(vdsoSp))
    return { pc: m.number(machine, 0, "vdsoPc"), sp: vdsoSp, isExact: false };
  if (isOn(registers.sp)) return { ...registers, isExact: true };
  if (!isWithin(layout, place.systemStack, registers.sp)) return null;
  // The goroutine's place was saved when its thread went to the system stack.
  const g = layout.structure("g");
  const view = viewOf(bytes);
  const sp = g.number(view, 0, "sp");
  return isOn(sp) ? { pc: g.number(view, 0, "pc"), sp, isExact: false } : null;
}

function isWithin(
  layout: RuntimeLayout,
  stack: DataView | null,
  sp: number,
): boolean {
  const g = layout.structure("g");
  return (
    stack !== null &&
    sp > g.number(stack, 0, "stackLow") &&
    sp <= g.number(stack, 0, "stackHigh")
  );
}

/** Registers as they were before the signal whose handler runs; the thread's own when none does. */
async function beforeSignals(
  { memory, layout, table }: Source,
  thread: ThreadState,
  signalStack: DataView | null,
): Promise<{ readonly pc: number; readonly sp: number }> {
  let registers = { pc: thread.pc, sp: thread.sp };
  for (let depth = 0; depth < maxNesting; depth++) {
    if (signalStack === null || !isWithin(layout, signalStack, registers.sp))
      break;
    const end = layout.structure("g").number(signalStack, 0, "stackHigh");
    const [bytes] = await memory.read([
      { address: registers.sp, length: end - registers.sp },
    ]);
    if (bytes === null || bytes === undefined) break;
    const view = viewOf(bytes);
    const { frames, above } = unwindStack(
      table,
      { start: registers.sp, view, end },
      { pc: registers.pc, isExact: true },
      maxHandlerFrames,
    );
    const outermost = table.find(frames.at(-1)?.pc ?? 0);
    if (
      above === null ||
      outermost === null ||
      table.name(outermost) !== "runtime.sigtramp"
    )
      break;
    const at = above - registers.sp;
    if (at + savedRegisters.bytes > view.byteLength) break;
    registers = {
      pc: readWord(view, at + savedRegisters.pc),
      sp: readWord(view, at + savedRegisters.sp),
    };
  }
  return registers;
}
