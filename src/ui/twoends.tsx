import * as React from 'react';

/** Names below this length are shown as they are. */
const SHORT = 16;
/** A longer last word isn't kept at the cost of the beginning. */
const LONGEST_END = 24;

/**
 * A name's beginning and its last word: what begins alike, such as
 * `Monthly scores · summary`, is told apart by its end.
 *
 * The end begins with its space; it is empty where a name has none to keep.
 */
export function twoEnds(name: string): [string, string] {
  const found =
    name.length > SHORT &&
    /^(.*?\S)(\s+(?:[^\p{L}\p{N}\s]\s+)?\S+)\s*$/su.exec(name);
  return found && found[2].length <= LONGEST_END
    ? [found[1], found[2]]
    : [name, ''];
}

/** A name that is cut in its middle where there is no room for all of it. */
export function TwoEnds(props: { name: string }): JSX.Element {
  const [begin, end] = twoEnds(props.name);
  return (
    <span className="jx-TwoEnds" dir="auto">
      <span className="jx-ellipsis">{begin}</span>
      {end && <span className="jx-TwoEnds-end">{end}</span>}
    </span>
  );
}
