import * as React from 'react';

import { formatCount, useTrans } from '../ui';

/** The first of many, and a button that shows all of them. */
export function useFirst<T>(
  items: readonly T[],
  most: number
): [readonly T[], JSX.Element | null] {
  const trans = useTrans();
  const [all, showAll] = React.useState(false);
  return all || items.length <= most
    ? [items, null]
    : [
        items.slice(0, most),
        <button
          key="more"
          type="button"
          className="jx-Link"
          onClick={() => showAll(true)}
        >
          {trans.__('Show all %1', formatCount(items.length))}
        </button>
      ];
}
