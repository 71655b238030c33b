// Something that is so or not.

/** @param {{name: string, words: string, hint?: string, checked?: boolean}} props */
export function Check({ name, words, hint, checked = false }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} defaultChecked={checked} />
      <span>
        {words}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}
