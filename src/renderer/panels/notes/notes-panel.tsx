// Notes: what a person saw and thought, tied to a moment of the timeline. A deleted note can be had back.

import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { message } from "../../../core/messages/message.ts";
import type { Note } from "../../../core/investigation/model.ts";
import { trivet } from "../../bridge.ts";
import { formatMoment } from "../../charts/clock.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { setNoteMoment, useNoteDraft } from "../../state/note-draft.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { setCursor, useViewStore } from "../../state/view-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { noteText, sortNotes } from "./notes-model.ts";
import "./notes.css";

const noNotes: readonly Note[] = [];

export function NotesPanel(): ReactElement {
  const t = useMessage();
  const notes = useInvestigation((investigation) => investigation.notes);
  const sorted = useMemo(() => sortNotes(notes ?? noNotes), [notes]);
  if (notes === undefined)
    return <EmptyState title={t("notes.empty")} text={t("notes.emptyHint")} />;
  return (
    <div className="notes">
      <Composer />
      {sorted.length === 0 ? (
        <EmptyState title={t("notes.empty")} text={t("notes.emptyHint")} />
      ) : (
        <ul className="notes__list" aria-label={t("panel.notes")}>
          {sorted.map((note) => (
            <NoteView key={note.id} note={note} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Composer(): ReactElement {
  const t = useMessage();
  const { aboutMillis, begun } = useNoteDraft();
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (begun > 0) field.current?.focus();
  }, [begun]);

  const wanted = noteText(text);
  const add = async (): Promise<void> => {
    if (wanted === null) return;
    setBusy(true);
    const reply = await trivet.investigation.addNote({
      text: wanted,
      aboutMillis,
    });
    setBusy(false);
    if (reportFailure(reply) === undefined) return;
    setText("");
    setNoteMoment(null);
  };
  return (
    <form
      className="notes__composer"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <textarea
        ref={field}
        className="input"
        rows={2}
        aria-label={t("notes.text")}
        placeholder={t("notes.placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey))
            return;
          event.preventDefault();
          event.stopPropagation();
          void add();
        }}
      />
      <div className="notes__foot">
        {aboutMillis === null ? (
          <span className="muted">{t("notes.noMoment")}</span>
        ) : (
          <>
            <span>{t("notes.about", { at: formatMoment(aboutMillis) })}</span>
            <IconButton
              icon="close"
              label={t("notes.dropMoment")}
              onClick={() => setNoteMoment(null)}
            />
          </>
        )}
        <span className="toolbar__space" />
        <span className="muted">Ctrl+Enter</span>
        <Button
          tone="primary"
          type="submit"
          disabled={wanted === null || isBusy}
        >
          {t("notes.add")}
        </Button>
      </div>
    </form>
  );
}

async function removeNote(note: Note): Promise<void> {
  const reply = await trivet.investigation.removeNote({ id: note.id });
  if (reportFailure(reply) === undefined) return;
  toastMessage(message("notes.removed"), {
    label: message("notes.undo"),
    run: () => {
      void trivet.investigation
        .addNote({ text: note.text, aboutMillis: note.aboutMillis })
        .then(reportFailure);
    },
  });
}

function NoteView({ note }: { readonly note: Note }): ReactElement {
  const t = useMessage();
  const [draft, setDraft] = useState<string | null>(null);
  const isAtCursor = useViewStore(
    (state) => state.cursorMillis === (note.aboutMillis ?? NaN),
  );
  const save = async (): Promise<void> => {
    const text = noteText(draft ?? "");
    if (text === null) return;
    const reply = await trivet.investigation.editNote({ id: note.id, text });
    if (reportFailure(reply) !== undefined) setDraft(null);
  };
  const { aboutMillis } = note;
  return (
    <li className={isAtCursor ? "note note--here" : "note"} data-testid="note">
      <div className="note__head">
        {aboutMillis === null ? (
          <span className="muted">{formatMoment(note.atMillis)}</span>
        ) : (
          <button
            type="button"
            className="link"
            onClick={() => setCursor(aboutMillis)}
          >
            {formatMoment(aboutMillis)}
          </button>
        )}
        <span className="toolbar__space" />
        <IconButton
          icon="edit"
          label={t("notes.edit")}
          onClick={() => setDraft(note.text)}
        />
        <IconButton
          icon="trash"
          label={t("notes.remove")}
          onClick={() => void removeNote(note)}
        />
      </div>
      {draft === null ? (
        <p className="note__text">{note.text}</p>
      ) : (
        <form
          className="notes__composer"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <textarea
            className="input"
            rows={3}
            aria-label={t("notes.text")}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setDraft(null);
            }}
          />
          <div className="notes__foot">
            <span className="toolbar__space" />
            <Button onClick={() => setDraft(null)}>{t("ui.cancel")}</Button>
            <Button
              tone="primary"
              type="submit"
              disabled={noteText(draft) === null}
            >
              {t("notes.save")}
            </Button>
          </div>
        </form>
      )}
    </li>
  );
}
