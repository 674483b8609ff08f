/** A public screen answers to touches of its keys and to nothing else: no menu, no selection, no dragging, no pinching. */
export function lockDown(target: Document = document): void {
  const prevent = (event: Event): void => event.preventDefault();
  for (const type of ['contextmenu', 'selectstart', 'dragstart', 'drop', 'dragover', 'gesturestart']) {
    target.addEventListener(type, (event) => {
      if (!(event.target instanceof HTMLInputElement && type === 'selectstart')) prevent(event);
    });
  }
  target.addEventListener('wheel', (event) => event.ctrlKey && prevent(event), { passive: false });
  target.addEventListener('touchmove', (event) => event.touches.length > 1 && prevent(event), { passive: false });
}
