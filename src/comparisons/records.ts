import type { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';
import { isOver } from '../sessions/records';

type Schemas = components['schemas'];

export type Comparison = Schemas['Comparison'];
export type ComparedSession = Schemas['ComparedSession'];
export type ComparedMetric = Schemas['ComparedMetric'];
export type ComparedOutput = Schemas['ComparedOutput'];
export type ComparedFile = Schemas['ComparedFile'];
export type ComparedResult = Schemas['ComparedResult'];
export type ComparedLogged = Schemas['ComparedLogged'];
export type MetricValue = ComparedMetric['cells'][number];

export const FEWEST = 2;
export const MOST = 10;

/** Why so many sessions can't be compared; null: they can. */
export function whyNot(count: number, trans: TranslationBundle): string | null {
  return count > MOST
    ? trans.__(
        'At most %1 sessions can be compared at once; %2 are selected',
        MOST,
        count
      )
    : null;
}

/** What a page shows: which sessions, the base first, and what of them. */
export interface IView {
  ids: string[];
  tab: string | null;
  onlyDiffering: boolean;
}

/** The view that a page has kept; at first that of its id. */
export function readView(objectId: string, kept: string | null): IView {
  const [tab, ids, rows] = (kept ?? '').split(':');
  return {
    tab: tab || null,
    ids: (ids ?? objectId).split(',').filter(Boolean),
    onlyDiffering: rows === 'differing'
  };
}

export function writeView(view: IView): string {
  const { tab, ids, onlyDiffering } = view;
  return [
    tab ?? '',
    ids.join(','),
    ...(onlyDiffering ? ['differing'] : [])
  ].join(':');
}

/** Whether a session can have left something: it is over and still there. */
export function hasEnded(session: ComparedSession): boolean {
  return !session.deleted && isOver(session);
}

/** A cell that is the same as others of its group. */
interface IGrouped {
  group: number | null;
  hidden?: boolean;
}

/**
 * Whether a cell is not as the base has it: never where that can't be known
 * of one of them.
 */
export function isOther(
  cells: readonly (IGrouped | null)[],
  at: number,
  baseCounts: boolean
): boolean {
  const [base, cell] = [cells[0], cells[at]];
  return (
    baseCounts &&
    !base?.hidden &&
    !cell?.hidden &&
    (base?.group ?? null) !== (cell?.group ?? null)
  );
}

/**
 * A comparison with its sessions in another order, without those that aren't
 * among `ids`. The groups still say what is the same.
 */
export function arrange(comparison: Comparison, ids: string[]): Comparison {
  const places = ids
    .map(id => comparison.sessions.findIndex(one => one.id === id))
    .filter(place => place >= 0);
  const pick = <T>(cells: T[]): T[] => places.map(place => cells[place]);
  const rows = <Row extends { cells: any[] }>(some: Row[]): Row[] =>
    some.map(row => ({ ...row, cells: pick(row.cells) }));
  const { environments } = comparison;
  return {
    ...comparison,
    sessions: pick(comparison.sessions),
    inputs: rows(comparison.inputs),
    parameters: rows(comparison.parameters),
    metrics: rows(comparison.metrics).map(row => ({
      ...row,
      courses: row.courses?.length ? pick(row.courses) : []
    })),
    outputs: rows(comparison.outputs),
    results: rows(comparison.results),
    environments: {
      ...environments,
      known: pick(environments.known),
      rows: rows(environments.rows)
    }
  };
}

/** Highest and lowest of what can be compared as numbers; null: all the same. */
export interface ISpread {
  low: number;
  high: number;
}

export function spreadOf(cells: readonly MetricValue[]): ISpread | null {
  const numbers = cells.filter((one): one is number => typeof one === 'number');
  if (numbers.length < 2) {
    return null;
  }
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  return high > low ? { low, high } : null;
}

/** Where between two numbers one lies, 0 to 1; in the middle of nothing. */
export function share(value: number, low: number, high: number): number {
  // Halves, as the way from one end of what a number can be to the other is
  // none.
  return high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
}
