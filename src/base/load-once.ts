/**
 * Takes what was saved before a start, once, as soon as it can be read: null means "not readable
 * yet", and it is asked for again.
 */
export function loadOnce<Saved>(
  load: () => Saved | null,
  take: (saved: Saved) => void,
): () => void {
  let isLoaded = false;
  return () => {
    if (isLoaded) return;
    const saved = load();
    if (saved === null) return;
    isLoaded = true;
    take(saved);
  };
}
