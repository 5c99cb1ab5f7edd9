import * as React from 'react';

interface IKeyed {
  alias: string;
  key: number;
}

let next = 0;

/**
 * Keys that stay with the entries of a list while they are renamed, moved,
 * added and removed: an alias keeps its key; a new alias in the place of one
 * that vanished is a renaming.
 */
export function stableKeys(
  before: readonly IKeyed[],
  aliases: readonly string[]
): IKeyed[] {
  const left = [...before];
  const take = (find: (one: IKeyed) => boolean): number | null => {
    const at = left.findIndex(find);
    return at < 0 ? null : left.splice(at, 1)[0].key;
  };
  const keys = aliases.map((alias, i) =>
    // Of two with the same alias each keeps its own.
    before[i]?.alias === alias ? take(one => one === before[i]) : null
  );
  aliases.forEach((alias, i) => {
    keys[i] ??= take(one => one.alias === alias);
  });
  const sameLength = before.length === aliases.length;
  return aliases.map((alias, i) => ({
    alias,
    key:
      keys[i] ?? (sameLength ? take(one => one === before[i]) : null) ?? next++
  }));
}

/** Stable keys for React, over the renders of one list. */
export function useStableKeys(aliases: readonly string[]): number[] {
  const kept = React.useRef<IKeyed[]>([]);
  return React.useMemo(() => {
    kept.current = stableKeys(kept.current, aliases);
    return kept.current.map(one => one.key);
  }, [JSON.stringify(aliases)]);
}
