import * as React from 'react';

import type { IList } from '../api/hooks';

/**
 * Open folders so that whoever works by keyboard stays in the list.
 *
 * Where the folder is empty, its name in the line above the list takes the
 * focus, which would be lost with the rows. Gives the ref of that line.
 */
export function useEntering<T extends HTMLElement = HTMLDivElement>(
  list: IList<unknown>,
  folder: string | null,
  open: (folder: string) => void
): [line: React.RefObject<T>, enter: (folder: string) => void] {
  const line = React.useRef<T>(null);
  const entered = React.useRef<string | null>(null);
  React.useEffect(() => {
    if (entered.current !== folder || list.isLoading || list.isPlaceholder) {
      return;
    }
    entered.current = null;
    if (document.activeElement === document.body) {
      line.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
    }
  });
  return [
    line,
    id => {
      entered.current = id;
      open(id);
    }
  ];
}
