/** Whether a key is meant as a shortcut: not for the browser, not held down, and not written into a field. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return false;
  return !(event.target as Element).matches('input, textarea, select');
}
