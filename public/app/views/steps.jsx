// What can be done about a person, a room or a message: a dialog that offers it, and asks what must be known before it
// is done. Escape, or "Back", and nothing has happened.

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.js";
import { Dialog } from "./dialog.jsx";
import { Choices, Complaint, Field, Submit, useForm } from "./form.jsx";
import { Icon } from "./icon.jsx";
import { spanOf } from "./when.js";

/** @import { ComponentChildren } from "preact" */
/** @import { IconName } from "./icons.js" */

/**
 * @typedef {object} StepOnly
 * @property {string} words  on the button that leads here, and on the one that does it
 * @property {IconName} icon
 * @property {boolean} [grave]
 * @property {string} [title]  over the question, if not the words
 * @property {string} text  what will happen
 * @property {string} [typed]  what must be typed first, so that it is not done by accident
 * @property {ComponentChildren} [fields]
 * @property {ComponentChildren} [result]  shown instead of the question once there is one
 * @property {(values: Record<string, string>) => Promise<unknown>} run
 * @property {boolean} [stays]  the dialog stays, to show the result
 *
 * @typedef {StepOnly & {key: string}} Step
 */

/** @param {{title: string, face?: ComponentChildren, steps: Step[], onClose: () => void, first?: string}} props */
export function Steps({ title, face, steps, onClose, first }) {
  const [chosen, setChosen] = useState(first ?? null);
  const came = useRef(/** @type {string | null} */ (null));
  const body = useRef(/** @type {HTMLDivElement | null} */ (null));
  const step = steps.find(({ key }) => key === chosen);

  // What had the focus is gone with the step it belonged to.
  useLayoutEffect(() => {
    if (came.current === chosen) return;
    const wanted = chosen ? ":is(input:not([type=hidden], [type=radio]), input:checked, select, textarea, [type=submit])" : `[data-step="${came.current}"]`;
    came.current = chosen;
    /** @type {HTMLElement | null | undefined} */ (body.current?.querySelector(wanted))?.focus();
  }, [chosen]);

  return (
    <Dialog title={step ? (step.title ?? step.words) : title} onClose={onClose}>
      <div class="steps" ref={body}>
        {step ? (
          <Question key={step.key} step={step} back={first ? t("cancel") : t("back")} onBack={first ? onClose : () => setChosen(null)} onClose={onClose} />
        ) : (
          <>
            {face}
            <ul class="step-list">
              {steps.map(({ key, words, icon, grave }) => (
                <li key={key}>
                  <button type="button" class={grave ? "danger-quiet" : ""} data-step={key} onClick={() => setChosen(key)}>
                    <Icon name={icon} />
                    {words}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** @param {{step: Step, back: string, onBack: () => void, onClose: () => void}} props */
function Question({ step, back, onBack, onClose }) {
  const [typed, setTyped] = useState("");
  const form = useForm(async (values) => {
    await step.run(values);
    if (!step.stays) onClose();
  });
  if (step.result) return <div class="stack">{step.result}</div>;
  return (
    <form class="stack" onSubmit={form.onSubmit}>
      <p>{step.text}</p>
      {step.fields}
      {step.typed !== undefined && (
        <Field
          label={t("step.type", { name: step.typed })}
          name="typed"
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Complaint text={form.complaint} />
      <div class="dialog-actions">
        <button type="button" onClick={onBack}>
          {back}
        </button>
        <Submit
          busy={form.busy}
          class={step.grave ? "danger" : "primary"}
          disabled={step.typed !== undefined && typed.trim() !== step.typed.trim()}
        >
          {step.words}
        </Submit>
      </div>
    </form>
  );
}

const REASON_MAX = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long it may last; 0: for good. */
export const MUTE_SPANS = [10 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, 0];
export const BAN_SPANS = [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 0];

/** @param {{spans: number[], chosen?: number}} props */
export function SpanField({ spans, chosen = DAY_MS }) {
  return (
    <Choices
      legend={t("step.span")}
      name="span"
      chosen={String(chosen)}
      options={spans.map((span) => [String(span), span === 0 ? t("step.for_good") : spanOf(span)])}
    />
  );
}

/** @param {{value?: string, told?: boolean}} props  `told`: whom it concerns, if they try to come in all the same */
export function ReasonField({ value, told = false }) {
  return <Field label={t("step.reason")} name="reason" hint={t(told ? "step.reason.told" : "step.reason.hint")} maxLength={REASON_MAX} autocomplete="off" defaultValue={value} />;
}

/** What a sanction asks for, from what was entered. @param {Record<string, string>} values */
export function sanctionOf({ span, reason }) {
  return {
    ...(Number(span) > 0 && { until: Date.now() + Number(span) }),
    ...(reason?.trim() && { reason: reason.trim() }),
  };
}

/** @param {{label: string, name: string, value: string, options: [string, string][], hint?: string}} props */
export function SelectField({ label, name, value, options, hint }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} aria-describedby={hint ? `${id}-hint` : undefined}>
        {options.map(([key, words]) => (
          <option key={key} value={key} selected={key === value}>
            {words}
          </option>
        ))}
      </select>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
