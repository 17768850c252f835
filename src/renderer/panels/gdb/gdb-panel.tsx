// The gdb console: attach behind a confirmation, a terminal on the real debugger, and a strip that always says whether
// the target is standing still.

import { useEffect, useState, type ReactElement } from "react";
import type { WireError } from "../../../contract/define.ts";
import type { TargetState } from "../../../core/investigation/live-state.ts";
import { useGdbActions } from "../../state/gdb-actions.ts";
import { setAttachAsked, useGdb, useGdbStore } from "../../state/gdb-store.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { ErrorState, InlineError } from "../../ui/error-state.tsx";
import { AttachDialog } from "./attach-dialog.tsx";
import { GdbEmpty } from "./gdb-empty.tsx";
import { GdbSide } from "./gdb-side.tsx";
import { GdbToolbar } from "./gdb-toolbar.tsx";
import { OpenDialog } from "./open-dialog.tsx";
import { useSide } from "./side-store.ts";
import {
  markTranscriptUsed,
  useRecordedTranscript,
} from "./use-recorded-transcript.ts";
import { currentTerminal, useTerminal } from "./use-terminal.ts";
import "@xterm/xterm/css/xterm.css";
import "../../ui/profile-parts.css";
import "./gdb.css";

export function GdbPanel(): ReactElement {
  const gdb = useGdb();
  const target = usePrimaryTarget();
  const isLive =
    useInvestigation((investigation) => investigation.kind === "live") ?? false;
  const can = useGdbActions();
  const host = useTerminal(can.type);
  const transcript = useRecordedTranscript();
  const isAsking = useGdbStore((state) => state.isAttachAsked);
  useEffect(() => () => setAttachAsked(false), []);
  const [wantsFocus, setWantsFocus] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const isUsed = gdb.status !== "detached";

  useEffect(() => {
    if (!isUsed) return;
    markTranscriptUsed();
    setError(null);
  }, [isUsed]);
  // Typing is what follows attaching; the dialog must have given the focus back, and the terminal must take keys.
  useEffect(() => {
    if (!wantsFocus || isAsking || !can.type) return;
    setWantsFocus(false);
    currentTerminal()?.focus();
  }, [wantsFocus, isAsking, can.type]);
  const hasText = isUsed || !transcript.isEmpty;
  const [isOpening, setOpening] = useState(false);
  const wantsSide = useSide((side) => side.isShown);
  const hasSide = can.type;
  const isSideShown = hasSide && wantsSide;

  return (
    <div className="panel gdb">
      <GdbToolbar
        isLive={isLive}
        hasText={hasText}
        onAttach={() => {
          setError(null);
          setAttachAsked(true);
        }}
        onOpen={() => setOpening(true)}
      />
      {error !== null && hasText ? <InlineError error={error} /> : null}
      <div className={`panel__body${isSideShown ? " gdb__split" : ""}`}>
        <div
          ref={host}
          className={`gdb__terminal${hasText ? "" : " gdb__terminal--hidden"}`}
          data-testid="gdb-terminal"
        />
        {isSideShown ? <GdbSide /> : null}
        {hasText ? null : (
          <GdbNothing
            error={error ?? transcript.error}
            onRetry={error === null ? null : () => setAttachAsked(true)}
            isLive={isLive}
            target={target}
          />
        )}
      </div>
      {isOpening ? (
        <OpenDialog
          size={currentTerminal()?.size ?? { columns: 120, rows: 32 }}
          onClose={() => setOpening(false)}
          onOpened={() => {
            setOpening(false);
            setWantsFocus(true);
          }}
        />
      ) : null}
      {isAsking && target !== null ? (
        <AttachDialog
          target={target}
          size={currentTerminal()?.size ?? { columns: 120, rows: 32 }}
          onClose={() => setAttachAsked(false)}
          onAttached={() => {
            setAttachAsked(false);
            setWantsFocus(true);
          }}
          onFailed={(failure) => {
            setAttachAsked(false);
            setError(failure);
          }}
        />
      ) : null}
    </div>
  );
}

/** Instead of a console: what went wrong, or what it would be for. */
function GdbNothing({
  error,
  onRetry,
  isLive,
  target,
}: {
  readonly error: WireError | null;
  readonly onRetry: (() => void) | null;
  readonly isLive: boolean;
  readonly target: TargetState | null;
}): ReactElement {
  if (error === null) return <GdbEmpty isLive={isLive} target={target} />;
  return onRetry === null ? (
    <ErrorState error={error} />
  ) : (
    <ErrorState error={error} onRetry={onRetry} />
  );
}
