// In place of what is on its way, once that takes longer than a blink.

/** Shown by its style only after a while: what comes at once needs no placeholder. */
export function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[62, 38, 80, 54, 70].map((width) => (
        <div key={width} class="skeleton-row">
          <span />
          <i style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
