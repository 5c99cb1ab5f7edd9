import { fireEvent, screen, waitFor } from '@testing-library/react';

import { settle } from '../../sessions/__tests__/fake';
import { arrange } from '../records';
import {
  cells,
  compared,
  fakeComparison,
  names,
  open,
  row,
  value
} from './fake';

describe('the page of compared sessions', () => {
  it('holds each against the base, and says so', async () => {
    open();
    const rate = await row('rate');
    expect(cells(rate)).toEqual(['0.5', '0.7 (not as in the base)', '0.5']);
    expect(rate.querySelectorAll('.jx-mod-other')).toHaveLength(1);
    const auc = cells(await row(/^auc/));
    expect(auc[0]).toBe('0.8');
    expect(auc[1]).toContain('▲ highest');
    expect(auc[1]).toContain('+0.05');
    expect(auc[2]).toContain('▼ lowest');
    expect(auc[2]).toContain('−0.05');
    expect((await row(/^auc/)).textContent).toContain('spread 0.1');
  });

  it('makes another the base without asking again', async () => {
    const { server, kept } = open();
    await row('rate');
    fireEvent.click(
      screen.getByRole('button', { name: 'Compare the others with run b' })
    );
    expect(names()).toEqual(['run b', 'run a', 'run c']);
    expect(kept).toEqual([':b,a,c']);
    expect((await row('rate')).querySelectorAll('.jx-mod-other')).toHaveLength(
      2
    );
    await settle();
    expect(server.asked('GET /comparisons')).toHaveLength(1);
  });

  it('takes a session out, but never the last two', async () => {
    open();
    await row('rate');
    fireEvent.click(screen.getByRole('button', { name: 'Take run b out' }));
    expect(names()).toEqual(['run a', 'run c']);
    expect(screen.queryByRole('button', { name: /^Take/ })).toBeNull();
    await settle();
    expect(names()).toEqual(['run a', 'run c']);
  });

  it('holds nothing against a base that is deleted, or not over', async () => {
    const gone = fakeComparison();
    gone.sessions[0] = compared('a', { deleted: true });
    gone.parameters[0].cells[0] = null;
    gone.metrics[0].cells[0] = null;
    open(gone);
    const table = (await row('rate')).closest('table')!;
    expect(table.querySelectorAll('.jx-mod-other')).toHaveLength(0);
  });

  it('shows what is not there as differing from what is', async () => {
    const other = fakeComparison();
    other.parameters[0].cells = [null, value('0.7', 1), null];
    open(other);
    const rate = await row('rate');
    expect(cells(rate)).toEqual([
      'not declared',
      '0.7 (not as in the base)',
      'not declared'
    ]);
  });

  it('names nothing that is not shared, nor says that it differs', async () => {
    const version = {
      id: 'v1',
      number: 1,
      name: '',
      deleted: false,
      artifact: { id: 'f1', name: 'Cases', deleted: false }
    };
    const given = fakeComparison();
    given.inputs = [
      {
        alias: 'cases',
        differs: false,
        cells: [
          { version, hidden: false, group: 0 },
          { version: null, hidden: true, group: null },
          { version: null, hidden: false, group: 2 }
        ]
      }
    ];
    open(given);
    expect(cells(await row('cases'))).toEqual([
      'Cases v1',
      'not shared with you',
      'Not configured (not as in the base)'
    ]);
  });

  it('begins with the first of very many rows, and shows all', async () => {
    const many = fakeComparison({ more_metrics: 7 });
    many.metrics = Array.from({ length: 110 }, (_, n) => ({
      name: `m${n}`,
      differs: n === 109,
      cells: [n, n, n],
      courses: []
    }));
    open(many);
    await screen.findByText('m99');
    expect(screen.queryByText('m100')).toBeNull();
    expect(screen.getByText('7 further metrics are left out.')).toBeTruthy();
    fireEvent.click(screen.getByText('Show all 110'));
    expect(screen.getByText('m109')).toBeTruthy();
    fireEvent.click(screen.getByText('Charts'));
    expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(24);
    fireEvent.click(screen.getByText('Only what differs'));
    expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(1);
  });

  it('hides what is the same', async () => {
    const { kept } = open();
    await row('depth');
    const toggle = screen.getByRole('button', { name: 'Only what differs' });
    fireEvent.click(toggle);
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    expect(kept).toEqual([':a,b,c:differing']);
    expect(screen.queryByRole('rowheader', { name: 'depth' })).toBeNull();
    await row('rate');
  });

  it('says what is missing, and follows one that ends', async () => {
    const waiting = fakeComparison();
    waiting.sessions[1] = compared('b', { state: 'RUNNING', ended_at: null });
    waiting.sessions[2] = compared('c', { deleted: true });
    waiting.metrics[0].cells = [0.8, null, null];
    waiting.parameters[0].cells[2] = null;
    const { stream, become, server } = open(waiting);
    expect(cells(await row(/^auc/))).toEqual(['0.8', 'not yet', 'deleted']);
    expect(cells(await row('rate'))[2]).toBe('deleted');

    become(fakeComparison());
    stream.say('updated', 'other');
    stream.say('progress', 'b', { phase: 'running' });
    await settle();
    expect(server.asked('GET /comparisons')).toHaveLength(1);
    stream.say('updated', 'b');
    await waitFor(async () =>
      expect(cells(await row(/^auc/))[1]).toContain('0.85')
    );
  });

  it('goes on without one that is not there', async () => {
    const { server, kept } = open();
    server.on('GET /comparisons', ({ query }) => {
      const ids = query.getAll('session');
      return ids.includes('b')
        ? new Response(
            JSON.stringify({
              error: {
                code: 'not_found',
                message: 'There is no session b.',
                field: null,
                details: { session: 'b' }
              }
            }),
            { status: 404, headers: { 'Content-Type': 'application/json' } }
          )
        : arrange(fakeComparison(), ids);
    });
    fireEvent.click(
      await screen.findByRole('button', { name: 'Compare the others' })
    );
    expect(kept).toEqual([':a,c']);
    await row('rate');
    expect(names()).toEqual(['run a', 'run c']);
  });

  it('says nothing false of code when those with other code are gone', async () => {
    const first = fakeComparison();
    first.sessions[1] = compared('b', { code_group: 1, deleted: true });
    open(first);
    fireEvent.click(await screen.findByRole('tab', { name: /Code/ }));
    await screen.findByText('Those that ran other code were deleted.');
    expect(screen.queryByText('All of them ran the same code.')).toBeNull();
  });

  it('shows the code of two that ran other code', async () => {
    const first = fakeComparison();
    first.sessions[1] = compared('b', { code_group: 1 });
    const { server } = open(first);
    server.on('GET /comparisons/code', ({ query }) => ({
      known: true,
      reason: null,
      cells: [
        {
          kind: 'changed',
          cell_type: 'code',
          left: 'x = 1',
          right: 'x = 2',
          left_number: 1,
          right_number: 1
        }
      ],
      signature: [`from ${query.get('left')} to ${query.get('right')}`],
      files: []
    }));
    await row('rate');
    fireEvent.click(screen.getByRole('tab', { name: 'Code' }));
    expect(await screen.findByText('1 cell changed')).toBeTruthy();
    expect(screen.getByText('from a to b')).toBeTruthy();
    expect(
      screen.getByText('Left (−) is the base, run a v7; right (+) is run b v7.')
    ).toBeTruthy();
  });

  it('draws the values and their courses', async () => {
    const first = fakeComparison();
    first.metrics[0].courses = [
      { steps: [1, 2, 3], values: [0.1, 0.5, 0.8] },
      null,
      { steps: [1, 2], values: [0.2, 0.75] }
    ];
    open(first);
    await row('rate');
    fireEvent.click(screen.getByRole('tab', { name: 'Charts' }));
    expect(
      await screen.findByRole('img', {
        name: 'auc: run a 0.8, run b 0.85, run c 0.75'
      })
    ).toBeTruthy();
    const courses = screen.getByRole('img', { name: /over its steps/ });
    expect(courses.querySelectorAll('polyline')).toHaveLength(2);
  });
});
