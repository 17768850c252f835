// Names only: the sandboxed preload is one small file and must not bundle the validator. A unit test holds this list
// equal to the contract.

export const callChannels = [
  "app.info",
  "app.saveSettings",
  "app.copyText",
  "app.recentFiles",
  "app.savedRecordings",
  "app.removeSavedRecordings",
  "investigation.state",
  "investigation.openSample",
  "investigation.open",
  "investigation.create",
  "investigation.save",
  "investigation.saveView",
  "investigation.addNote",
  "investigation.editNote",
  "investigation.removeNote",
  "investigation.readTranscript",
  "target.connect",
  "target.disconnect",
  "target.startDemo",
  "target.stopDemo",
  "series.read",
  "capture.estimate",
  "capture.take",
  "comparison.table",
  "comparison.trend",
  "profile.summary",
  "profile.comparability",
  "profile.top",
  "profile.flame",
  "profile.lensEffect",
  "profile.sandwich",
  "profile.search",
  "profile.callers",
  "profile.tags",
  "profile.functionSeries",
  "profile.goroutines",
  "profile.saveRaw",
  "source.read",
  "source.escapes",
  "source.mappings",
  "source.saveMappings",
  "goroutines.browse",
  "goroutines.describe",
  "goroutines.follow",
  "memory.reconcile",
  "gdb.state",
  "gdb.estimate",
  "gdb.attach",
  "gdb.input",
  "gdb.resize",
  "gdb.resume",
  "gdb.interrupt",
  "gdb.detach",
  "gdb.takeSpans",
  "gdb.acknowledge",
  "verdict.read",
] as const;

export const eventChannels = [
  "app.command",
  "app.progress",
  "investigation.changed",
  "series.appended",
  "gdb.output",
  "gdb.changed",
  "verdict.changed",
] as const;

/** What the preload puts on `window.trivet`. */
export interface Bridge {
  /** `callId` names this call for `cancel`; the answer is a `Reply`. */
  call(channel: string, callId: number, input: unknown): Promise<unknown>;
  cancel(callId: number): void;
  /** Returns the disposer. */
  on(channel: string, listener: (payload: unknown) => void): () => void;
}
