import type { components } from '../api/schema';

export type CellChange = components['schemas']['CellChange'];

/** A run of cells: shown one by one, or folded into a line. */
export interface ISegment {
  kind: 'shown' | 'folded';
  cells: CellChange[];
}

/**
 * Unchanged cells that are not beside a changed one, folded.
 *
 * A single cell isn't worth a fold: it would take as much room.
 */
export function foldCells(cells: CellChange[], context = 1): ISegment[] {
  const near = cells.map((_, i) =>
    cells
      .slice(Math.max(0, i - context), i + context + 1)
      .some(one => one.kind !== 'same')
  );
  const segments: ISegment[] = [];
  for (let i = 0; i < cells.length;) {
    let end = i;
    while (end < cells.length && near[end] === near[i]) {
      end++;
    }
    const run = cells.slice(i, end);
    const kind = near[i] || run.length === 1 ? 'shown' : 'folded';
    const last = segments[segments.length - 1];
    if (last?.kind === 'shown' && kind === 'shown') {
      last.cells.push(...run);
    } else {
      segments.push({ kind, cells: run });
    }
    i = end;
  }
  return segments;
}

/** One line of a comparison; a side that has no such line is null. */
export interface ILinePair {
  left: string | null;
  right: string | null;
  same: boolean;
}

/** Above this the two texts are shown one against the other as a whole. */
const MAX_LINES = 2000;

/** Two texts line by line, equal lines side by side. */
export function pairLines(left: string, right: string): ILinePair[] {
  const a = left.split('\n');
  const b = right.split('\n');
  const pairs: ILinePair[] = [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    pairs.push({ left: a[start], right: b[start], same: true });
    start++;
  }
  let tail = 0;
  while (
    tail < a.length - start &&
    tail < b.length - start &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail++;
  }
  const middleA = a.slice(start, a.length - tail);
  const middleB = b.slice(start, b.length - tail);
  pairs.push(...align(middleA, middleB));
  for (let i = tail; i > 0; i--) {
    const line = a[a.length - i];
    pairs.push({ left: line, right: line, same: true });
  }
  return pairs;
}

/** By the longest common subsequence; lines in between stand side by side. */
function align(a: string[], b: string[]): ILinePair[] {
  const pairs: ILinePair[] = [];
  const changed = (left: string[], right: string[]) => {
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      pairs.push({
        left: i < left.length ? left[i] : null,
        right: i < right.length ? right[i] : null,
        same: false
      });
    }
  };
  if (a.length > MAX_LINES || b.length > MAX_LINES || !a.length || !b.length) {
    changed(a, b);
    return pairs;
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  let goneA: string[] = [];
  let goneB: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      changed(goneA, goneB);
      goneA = [];
      goneB = [];
      pairs.push({ left: a[i++], right: b[j++], same: true });
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
      goneA.push(a[i++]);
    } else {
      goneB.push(b[j++]);
    }
  }
  changed([...goneA, ...a.slice(i)], [...goneB, ...b.slice(j)]);
  return pairs;
}

/** How many cells came, went and changed. */
export function countChanges(cells: CellChange[]): {
  added: number;
  removed: number;
  changed: number;
} {
  const count = (kind: CellChange['kind']) =>
    cells.filter(one => one.kind === kind).length;
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed')
  };
}
