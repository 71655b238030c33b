// Forms: fields that say what is wrong beside where it is, and a submission that can be waited for.

import { useId, useState } from "preact/hooks";
import { Problem } from "../net/api.js";
import { explain } from "./explain.js";

/** @import { ComponentChildren, TargetedSubmitEvent } from "preact" */
/** @import { Key } from "../i18n.js" */

/**
 * @param {(values: Record<string, string>, form: HTMLFormElement) => Promise<unknown>} action
 * @param {Partial<Record<string, Key>>} [meanings]  what a code means in this form, if not the usual
 */
export function useForm(action, meanings = {}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));

  /** @param {TargetedSubmitEvent<HTMLFormElement>} event */
  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setBusy(true);
    setProblem(null);
    try {
      await action(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))), form);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return { busy, onSubmit, complaint: problem && explain(problem, meanings) };
}

/**
 * @typedef {{label: string, name: string, hint?: ComponentChildren, type?: "text" | "password"}} FieldOnly
 * @typedef {Pick<import("preact").AllHTMLAttributes<HTMLInputElement>, "autocomplete" | "autocapitalize" | "spellcheck"
 *   | "required" | "minLength" | "maxLength" | "pattern" | "title" | "defaultValue" | "onInput"> & {value?: string}} OfInput
 * @param {FieldOnly & OfInput} props
 */
export function Field({ label, hint, type = "text", ...rest }) {
  const id = useId();
  const input = /** @type {import("preact").InputHTMLAttributes} */ ({ type, ...rest });
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} dir="auto" {...input} />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Room for the complaint is kept only once there was one; it is announced when it comes. @param {{text: string | null}} props */
export function Complaint({ text }) {
  return (
    <p class="complaint" role="alert">
      {text}
    </p>
  );
}

/** @param {{busy: boolean, children: ComponentChildren, class?: string, disabled?: boolean}} props */
export function Submit({ busy, children, class: look = "primary", disabled = false }) {
  return (
    <button type="submit" class={look} aria-disabled={busy} data-busy={busy} disabled={disabled}>
      {children}
    </button>
  );
}

/** One of a few. @param {{legend: string, name: string, chosen: string, options: [string, string][]}} props */
export function Choices({ legend, name, chosen, options }) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} value={value} defaultChecked={value === chosen} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A text of several lines. @param {{label: string, name: string, hint?: string, required?: boolean, maxLength?: number, defaultValue?: string, autofocus?: boolean}} props */
export function Area({ label, hint, ...rest }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea id={id} rows={3} dir="auto" aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
