import * as React from 'react';

/** Between the list and the edge of the window, in pixels. */
const MARGIN = 8;
const HIGHEST = 320;

/**
 * Where the list of a field stands in a dialog, whose body would cut it off:
 * below the field, or above it where there is more room. Elsewhere: nothing,
 * which leaves it to CSS.
 */
export function useListPlace<T extends HTMLElement = HTMLDivElement>(
  open: boolean
): [field: React.RefObject<T>, place: React.CSSProperties | undefined] {
  const field = React.useRef<T>(null);
  const [place, setPlace] = React.useState<React.CSSProperties>();
  React.useLayoutEffect(() => {
    const { current: node } = field;
    if (!open || !node?.closest('.jp-Dialog')) {
      return;
    }
    const update = () => {
      const { top, bottom, left, width } = node.getBoundingClientRect();
      const below = window.innerHeight - bottom - MARGIN;
      const above = top - MARGIN;
      const up = below < HIGHEST && above > below;
      setPlace({
        position: 'fixed',
        left,
        width,
        ...(up
          ? { top: 'auto', bottom: window.innerHeight - top }
          : { top: bottom }),
        maxHeight: Math.min(HIGHEST, up ? above : below)
      });
    };
    update();
    window.addEventListener('resize', update);
    // The dialog's body scrolls, and its size changes with what is in it.
    document.addEventListener('scroll', update, true);
    const sizes = new ResizeObserver(update);
    sizes.observe(node.closest('.jp-Dialog-content') ?? node);
    return () => {
      window.removeEventListener('resize', update);
      document.removeEventListener('scroll', update, true);
      sizes.disconnect();
    };
  }, [open]);
  return [field, place];
}
