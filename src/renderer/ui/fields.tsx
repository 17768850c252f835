// Form controls, each with a visible label or, for a search, a placeholder that is also its name.

import { useId, type ReactElement, type Ref } from "react";
import { Icon } from "./icon.tsx";

export interface SelectProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly title: string }[];
  readonly onChange: (value: V) => void;
  readonly disabled?: boolean;
  /** True hides the label from sight, for toolbars where the choice explains itself. */
  readonly hideLabel?: boolean;
}

export function Select<V extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  hideLabel = false,
}: SelectProps<V>): ReactElement {
  return (
    <label className="field--inline">
      <span className={hideLabel ? "visually-hidden" : "field__label"}>
        {label}
      </span>
      <select
        className="select"
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find(
            (option) => option.value === event.target.value,
          );
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </label>
  );
}

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
  /** For a search over a list box below it: the list's id and the id of its active option. */
  readonly listId?: string;
  readonly activeId?: string | undefined;
}

export function SearchField({
  label,
  value,
  onChange,
  ref,
  listId,
  activeId,
}: SearchFieldProps): ReactElement {
  return (
    <span className="search">
      <Icon name="search" />
      <input
        ref={ref}
        className="input"
        type="search"
        {...(listId === undefined
          ? {}
          : {
              role: "combobox",
              "aria-expanded": true,
              "aria-controls": listId,
              "aria-activedescendant": activeId,
              "aria-autocomplete": "list" as const,
            })}
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly isInvalid?: boolean;
  readonly inputMode?: "text" | "numeric" | "url";
  readonly mono?: boolean;
  readonly name?: string;
}

export function TextField({
  label,
  value,
  onChange,
  hint,
  placeholder,
  isInvalid = false,
  inputMode = "text",
  mono = false,
  name,
}: TextFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        name={name}
        className={`input input--large${mono ? " mono" : ""}`}
        value={value}
        placeholder={placeholder}
        inputMode={inputMode}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={isInvalid}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export function Checkbox({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}): ReactElement {
  return (
    <label className="checkbox">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
