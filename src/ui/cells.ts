import { TranslationBundle } from '@jupyterlab/translation';

const INJECTED_TAG = 'injected-parameters';

/**
 * The number of each cell as in the user's notebook, from 1; null for the
 * parameters cell, which a run puts in.
 */
export function cellNumbers(
  cells: readonly { metadata?: Record<string, any> }[]
): (number | null)[] {
  let count = 0;
  return cells.map(cell =>
    isParametersCell(cell.metadata?.tags) ? null : ++count
  );
}

/** Whether these are the tags of the cell that a run puts in. */
export function isParametersCell(tags: unknown): boolean {
  return Array.isArray(tags) && tags.includes(INJECTED_TAG);
}

/** How a cell is called where its name stands alone. */
export function cellTitle(
  number: number | null | undefined,
  trans: TranslationBundle
): string {
  return number ? trans.__('Cell %1', number) : trans.__('The parameters cell');
}
