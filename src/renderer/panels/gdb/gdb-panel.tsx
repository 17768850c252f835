// The gdb console: attach behind a confirmation, a terminal on the real debugger, and a strip that always says whether
// the target is standing still.

import { useEffect, useState, type ReactElement } from "react";
import type { WireError } from "../../../contract/define.ts";
import { useGdbActions } from "../../state/gdb-actions.ts";
import { setAttachAsked, useGdb, useGdbStore } from "../../state/gdb-store.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { ErrorState, InlineError } from "../../ui/error-state.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { AttachDialog } from "./attach-dialog.tsx";
import { GdbControls } from "./gdb-controls.tsx";
import { GdbEmpty } from "./gdb-empty.tsx";
import { GdbSearch } from "./gdb-search.tsx";
import { GdbStateBadge } from "./gdb-state-badge.tsx";
import {
  markTranscriptUsed,
  useRecordedTranscript,
} from "./use-recorded-transcript.ts";
import { currentTerminal, useTerminal } from "./use-terminal.ts";
import "@xterm/xterm/css/xterm.css";
import "../../ui/profile-parts.css";
import "./gdb.css";

export function GdbPanel(): ReactElement {
  const t = useMessage();
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

  return (
    <div className="panel gdb">
      <Toolbar label={t("gdb.actions")}>
        <GdbStateBadge gdb={gdb} isRecorded={!isLive && hasText} />
        {isLive ? (
          <GdbControls
            can={can}
            onAttach={() => {
              setError(null);
              setAttachAsked(true);
            }}
          />
        ) : null}
        <ToolbarSpace />
        {hasText ? <GdbSearch /> : null}
      </Toolbar>
      {error !== null && hasText ? <InlineError error={error} /> : null}
      <div className="panel__body">
        <div
          ref={host}
          className={`gdb__terminal${hasText ? "" : " gdb__terminal--hidden"}`}
          data-testid="gdb-terminal"
        />
        {hasText ? null : error !== null ? (
          <ErrorState error={error} onRetry={() => setAttachAsked(true)} />
        ) : transcript.status === "failed" && transcript.error !== null ? (
          <ErrorState error={transcript.error} />
        ) : (
          <GdbEmpty isLive={isLive} target={target} />
        )}
      </div>
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
