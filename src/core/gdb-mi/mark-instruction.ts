// Which calls of Go's runtime a leak hunt looks for in machine code. Names are those of Go 1.19 to 1.27; a name that one
// version lacks matches nothing there.

import type { InstructionMark } from "./inspection.ts";

/** `call 0x40a1c0 <runtime.newobject>`, with an offset behind the name when it leads into a function's middle. */
const calledFunction = /\b(?:call|bl)q?\s.*<([^>]+?)(?:\+\d+)?>/i;

const channel =
  /^runtime\.(?:chansend|chanrecv|closechan|makechan|selectgo|selectnb|selectsend|selectrecv)/;
const park =
  /^runtime\.(?:gopark|goparkunlock|park_m|block|gosched|goschedguarded|notetsleep|semacquire|semasleep|timeSleep)|^(?:sync|internal\/sync)\.runtime_(?:Semacquire|notifyListWait)|^time\.Sleep$|^internal\/poll\.runtime_pollWait$/;
const allocation =
  /^runtime\.(?:mallocgc|newobject|newarray|makeslice|makemap|growslice|concatstring|slicebytetostring|stringtoslice|intstring|rawstring|rawbyteslice|convT|mapassign|persistentalloc)|^internal\/runtime\/maps\.(?:NewMap|newTable|newarray)/;

/** `text` is one instruction as gdb prints it. */
export function markInstruction(text: string): InstructionMark | null {
  const name = calledFunction.exec(text)?.[1];
  if (name === undefined) return null;
  if (channel.test(name)) return "channel";
  if (park.test(name)) return "park";
  return allocation.test(name) ? "allocation" : null;
}
