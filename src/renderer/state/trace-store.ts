// Traces and crash stops that are under way, as main tells them.

import { create } from "zustand";
import {
  idleTrace,
  type TraceState,
} from "../../core/allocation-trace/trace-state.ts";

import { expectGdbEnd } from "./gdb-store.ts";

const useTraceStore = create<{ readonly trace: TraceState }>(() => ({
  trace: idleTrace,
}));

export function receiveTrace(trace: TraceState): void {
  // gdb comes and goes with it: its end is no news then.
  if (trace.status !== "idle") expectGdbEnd();
  useTraceStore.setState({ trace });
}

export function useTrace(): TraceState {
  return useTraceStore((state) => state.trace);
}
