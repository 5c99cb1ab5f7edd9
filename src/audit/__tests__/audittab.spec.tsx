import {
  act,
  fireEvent,
  screen,
  waitFor,
  within
} from '@testing-library/react';
import * as React from 'react';

import {
  FakeServer,
  ICall,
  Refusal,
  fakeApp
} from '../../sessions/__tests__/fake';
import { fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { AuditTab } from '../audittab';
import { auditQuery, NO_FILTERS } from '../filters';

const HOSTILE = '<img src=x onerror="window.hacked = true">';

function text(value: string, more: object = {}) {
  return { type: 'text', text: value, object: null, cut: false, ...more };
}

function entry(seq: number, more: object = {}) {
  return {
    id: String(seq),
    seq,
    at: '2026-11-21T14:02:03.456789Z',
    actor: 'ada',
    actor_proven: true,
    by_product: false,
    action: 'updated',
    object: { kind: 'session', id: 's1', name: 'today 14:02', deleted: false },
    changes: [{ path: ['name'], before: text('old'), after: text('new') }],
    change_count: 1,
    ...more
  };
}

const CHOICES = {
  actions: [
    { value: 'submitted', count: 1 },
    { value: 'updated', count: 2 }
  ],
  users: [{ value: 'ada', count: 2 }],
  related: ['review']
};

/** A trail of `count` rows that answers by page. */
function serve(server: FakeServer, rows: (i: number) => object, count = 1) {
  server
    .on('GET /audit/session/s1', ({ query }) => {
      const offset = Number(query.get('offset'));
      const length = Math.min(Number(query.get('limit')), count - offset);
      const items = Array.from({ length }, (_, i) => rows(offset + i));
      return { items, total: count, offset };
    })
    .on('GET /audit/session/s1/choices', () => CHOICES);
}

function show(kind = 'session') {
  const app = fakeApp();
  return {
    ...app,
    render: () => renderWith(app.jx, <AuditTab kind={kind} id="s1" />),
    last: (): ICall => app.server.asked('GET /audit/session/s1').slice(-1)[0]
  };
}

// The choice of actions has the same words.
const CELL = { selector: '.jx-Table-cell' };
const findEdited = () => screen.findByText('Edited', CELL);

beforeEach(() => fakeLayout(1200));

it('says who did what, when, and what changed', async () => {
  const { server, render } = show();
  serve(server, () => entry(7));
  render();

  const row = (await findEdited()).closest<HTMLElement>('[role=row]')!;
  expect(row.textContent).toContain('ada');
  expect(row.textContent).toContain('Name: old → new');
  expect(row.textContent).not.toContain('unproven');
  const time = row.querySelector('time')!;
  expect(time.title).toBe('2026-11-21 14:02:03.456 UTC');
  expect(time.textContent).toContain('2026');
  screen.getByText('1 row');
});

it('marks who was not proven, but not the product itself', async () => {
  const { server, render } = show();
  serve(
    server,
    i =>
      i
        ? entry(1, {
            actor: 'jupyter-ext',
            actor_proven: false,
            by_product: true
          })
        : entry(2, { actor: 'os:bob', actor_proven: false }),
    2
  );
  render();

  const [marked] = await screen.findAllByText('unproven');
  expect(screen.getAllByText('unproven')).toHaveLength(1);
  expect(marked.parentElement!.textContent).toContain('os:bob');
});

it('shows hostile text as text', async () => {
  const { server, render } = show();
  const row = entry(1, {
    actor: HOSTILE,
    action: HOSTILE,
    changes: [{ path: [HOSTILE], before: null, after: text(HOSTILE) }]
  });
  serve(server, () => row);
  server.on('GET /audit/session/s1/rows/1', () => ({
    ...row,
    previous_hash: '0'.repeat(64),
    hash: '1'.repeat(64),
    whole: false
  }));
  const { container } = render();
  fireEvent.click(await screen.findByRole('button', { name: 'Unfold row 1' }));

  await screen.findByText('This row was changed after it was written.');
  expect(container.querySelector('img')).toBeNull();
  expect((window as any).hacked).toBeUndefined();
});

it('unfolds a row by Enter to all that it says', async () => {
  const { server, jx, render } = show();
  serve(server, () => entry(7));
  const instance = { kind: 'instance', id: 'i1', name: 'Q3', deleted: false };
  server.on('GET /audit/session/s1/rows/7', () => ({
    ...entry(7),
    changes: [
      {
        path: ['instance'],
        before: null,
        after: text('i1', { object: instance })
      },
      {
        path: ['signature', 'inputs', 'data'],
        before: null,
        after: { type: 'yes', text: '' }
      },
      { path: ['tags'], before: text('a'), after: { type: 'none', text: '' } }
    ],
    change_count: 3,
    previous_hash: '0'.repeat(64),
    hash: '1'.repeat(64),
    whole: true
  }));
  render();
  await findEdited();
  fireEvent.keyDown(screen.getByRole('grid'), { key: 'Enter' });

  const table = await screen.findByRole('region', { name: 'What changed' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map(row => row.textContent)).toEqual([
    'InstanceQ3',
    'Signature › inputs › datayes',
    'Tagsanothing'
  ]);
  fireEvent.click(within(table).getByRole('button', { name: 'Q3' }));
  expect((jx as any).opened).toEqual([['instance', 'i1']]);
});

it('asks the server for what is wanted', async () => {
  const { server, render, last } = show();
  serve(server, () => entry(7));
  render();
  await findEdited();
  await screen.findByRole('option', { name: 'Submitted' });
  const change = (name: string, value: string) =>
    fireEvent.change(screen.getByLabelText(name), { target: { value } });

  change('Action', 'submitted');
  change('User', 'ada');
  change('From', '2026-11-21T15:00');
  change('Before', '2026-11-22T15:00');
  change('Search audit trail', 'naïve & co');
  fireEvent.click(
    screen.getByRole('button', { name: 'With what was made from it' })
  );
  fireEvent.click(screen.getByRole('button', { name: /^When/ }));

  await waitFor(() => expect(last().query.get('q')).toBe('naïve & co'));
  await waitFor(() =>
    expect(Object.fromEntries(last().query)).toEqual({
      q: 'naïve & co',
      action: 'submitted',
      user: 'ada',
      since: new Date('2026-11-21T15:00').toISOString(),
      until: new Date('2026-11-22T15:00').toISOString(),
      related: 'true',
      sort: 'at',
      offset: '0',
      limit: '100'
    })
  );
  await screen.findByText('session');
});

it('asks only for the pages that are looked at', async () => {
  const { server, render } = show();
  serve(server, i => entry(10_000 - i), 10_000);
  const { container } = render();
  await screen.findAllByText('Edited', CELL);

  const grid = screen.getByRole('grid');
  act(() => {
    grid.scrollTop = 24 * 9_900;
    fireEvent.scroll(grid);
  });

  const offsets = () =>
    server
      .asked('GET /audit/session/s1')
      .map(one => Number(one.query.get('offset')));
  await waitFor(() => expect(Math.max(...offsets())).toBeGreaterThan(100));
  expect(container.querySelectorAll('[role=row]').length).toBeLessThan(100);
  expect(offsets().length).toBeLessThan(6);
  screen.getByText('10,000 rows');
});

it('says that nothing matches, and shows all again', async () => {
  const { server, render } = show();
  server
    .on('GET /audit/session/s1', ({ query }) =>
      query.get('user')
        ? { items: [], total: 0, offset: 0 }
        : { items: [entry(1)], total: 1, offset: 0 }
    )
    .on('GET /audit/session/s1/choices', () => CHOICES);
  render();
  await screen.findByRole('option', { name: 'ada' });
  fireEvent.change(screen.getByLabelText('User'), { target: { value: 'ada' } });

  await screen.findByText('No row matches');
  fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
  await findEdited();
});

it('says what went wrong, and tries again', async () => {
  const { server, render } = show();
  server
    .on(
      'GET /audit/session/s1',
      () => new Refusal(503, 'The database is busy.')
    )
    .on('GET /audit/session/s1/choices', () => CHOICES);
  render();
  await screen.findByText('The database is busy.');

  serve(server, () => entry(1));
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  await findEdited();
});

it('says when nothing was written yet', async () => {
  const { server, render } = show();
  serve(server, () => entry(1), 0);
  render();
  await screen.findByText('Nothing was written of it yet');
});

it('leaves out a time that is none', () => {
  expect(auditQuery({ ...NO_FILTERS, since: 'x' }).since).toBeUndefined();
});
