import { screen, within } from '@testing-library/react';
import * as React from 'react';

import { fakeApp, FakeServer } from '../../sessions/__tests__/fake';
import { fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { followSessions } from '../following';
import { ComparisonPage } from '../page';
import { arrange, ComparedSession, Comparison } from '../records';

export function compared(
  id: string,
  parts: Partial<ComparedSession> = {}
): ComparedSession {
  return {
    id,
    name: `run ${id}`,
    number: 1,
    deleted: false,
    owner: 'me',
    state: 'SUCCEEDED',
    reason: null,
    cached_from: null,
    instance: { id: 'i1', name: 'scorecard on Q3', deleted: false },
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    body_sha256: '3f9c'.padEnd(64, '0'),
    code_group: 0,
    runtime: 'python3',
    cells_total: 3,
    cells_done: 3,
    created_at: '2026-11-20T14:02:00Z',
    started_at: '2026-11-20T14:02:01Z',
    ended_at: '2026-11-20T14:02:42Z',
    duration: 41,
    ...parts
  };
}

export function value(text: string, group: number) {
  return { type: 'float' as const, text, cut: false, is_default: false, group };
}

/** Sessions a, b and c: a and c have the same rate, all the same depth. */
export function fakeComparison(parts: Partial<Comparison> = {}): Comparison {
  return {
    sessions: ['a', 'b', 'c'].map(id => compared(id)),
    inputs: [],
    parameters: [
      {
        alias: 'rate',
        differs: true,
        cells: [value('0.5', 0), value('0.7', 1), value('0.5', 0)]
      },
      {
        alias: 'depth',
        differs: false,
        cells: [value('3', 0), value('3', 0), value('3', 0)]
      }
    ],
    metrics: [
      { name: 'auc', differs: true, cells: [0.8, 0.85, 0.75], courses: [] }
    ],
    more_metrics: 0,
    more_courses: 0,
    outputs: [],
    results: [],
    more_results: 0,
    environments: { known: [true, true, true], rows: [], same: 4, more: 0 },
    ...parts
  };
}

/** The server's answer: those that are asked for, in that order. */
export function serve(server: FakeServer, get: () => Comparison): void {
  server.on('GET /comparisons', ({ query }) =>
    arrange(get(), query.getAll('session'))
  );
}

export function open(first = fakeComparison(), ids = 'a,b,c') {
  fakeLayout();
  const app = fakeApp();
  let comparison = first;
  serve(app.server, () => comparison);
  followSessions(app.jx);
  const page = {
    setTitle: () => undefined,
    close: jest.fn(),
    objectId: ids
  } as any;
  const kept: string[] = [];
  function Held(): JSX.Element {
    const [tab, setTab] = React.useState<string | null>(null);
    return (
      <ComparisonPage
        id={ids}
        tab={tab}
        setTab={next => {
          kept.push(next);
          setTab(next);
        }}
        page={page}
      />
    );
  }
  renderWith(app.jx, <Held />);
  return {
    ...app,
    page,
    kept,
    become: (next: Comparison) => {
      comparison = next;
    }
  };
}

export const row = async (name: string | RegExp) =>
  (await screen.findByRole('rowheader', { name })).closest('tr')!;
export const cells = (tr: HTMLElement) =>
  within(tr)
    .getAllByRole('cell')
    .map(cell => cell.textContent);
export const names = () =>
  screen
    .getAllByRole('columnheader')
    .map(one => within(one).getByText(/^run/).textContent);
