import { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';
import { stateWord } from '../ui/badge';

type Session = components['schemas']['SessionRecord'];
type StateCounts = components['schemas']['StateCounts'];

/** How much of a session is done, 0 to 1; null: not known. */
export function progressShare(session: Session): number | null {
  const total = session.progress?.cells_total ?? session.cells_total;
  const done = session.progress?.cells_done ?? session.cells_done;
  return total ? (done ?? 0) / total : null;
}

/** `2 running, 1 failed`; or that there are none. */
export function countsText(
  counts: StateCounts,
  trans: TranslationBundle
): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count)
    .map(([state, count]) => `${count} ${stateWord(state, trans)}`);
  return parts.length ? parts.join(', ') : trans.__('Never run');
}

/** `12`, `1.2k`: a count for a narrow place. */
export function shortCount(count: number): string {
  return count < 1000
    ? String(count)
    : `${(count / 1000).toFixed(count < 9950 ? 1 : 0).replace(/\.0$/, '')}k`;
}
