// How high the part of the page is that one sees. On some phones the keyboard covers the page instead of shortening it,
// and the composer must stand above it all the same.

export function watchViewport() {
  const { visualViewport } = window;
  if (!visualViewport) return;
  const measure = () => {
    // Zoomed in, the visible part is a detail of the page: no reason to lay it out anew.
    if (visualViewport.scale > 1) return;
    document.documentElement.style.setProperty("--visible-height", `${visualViewport.height}px`);
  };
  visualViewport.addEventListener("resize", measure);
  measure();
}
