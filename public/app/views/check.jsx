// Something that is so or not.

import { useId } from "preact/hooks";

/** @param {{name: string, words: string, hint?: string, checked?: boolean}} props */
export function Check({ name, words, hint, checked = false }) {
  const id = useId();
  return (
    <label class="check">
      <input
        type="checkbox"
        name={name}
        defaultChecked={checked}
        aria-labelledby={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <span>
        <span id={id}>{words}</span>
        {hint && (
          <span class="hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
