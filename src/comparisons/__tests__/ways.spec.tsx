import { fireEvent, screen } from '@testing-library/react';

import {
  fakeApp,
  fakeRunning,
  fakeSession
} from '../../sessions/__tests__/fake';
import type { Session } from '../../sessions/records';
import { selectionActions } from '../../sessions/selected';
import { fakeLayout } from '../../ui/__tests__/fake';
import { CommandIDs } from '../commandids';
import { apart } from '../charts';
import { addComparisonCommands } from '../commands';
import { readView, share, spreadOf, writeView } from '../records';

describe('the view that a page keeps', () => {
  it('is that of its id until it was changed', () => {
    expect(readView('a,b', null)).toEqual({
      ids: ['a', 'b'],
      tab: null,
      onlyDiffering: false
    });
    for (const onlyDiffering of [true, false]) {
      const view = { ids: ['b', 'a', 'c'], tab: 'code', onlyDiffering };
      expect(readView('a,b', writeView(view))).toEqual(view);
    }
  });
});

describe('the spread of a metric', () => {
  it('is that of its numbers, if there are several', () => {
    expect(spreadOf([1, 'NaN', null, 3])).toEqual({ low: 1, high: 3 });
    expect(spreadOf([1, 1])).toBeNull();
    expect(spreadOf([1, null])).toBeNull();
  });

  it('places what is as large as numbers get', () => {
    expect(share(0, -1.7e308, 1.7e308)).toBe(0.5);
    expect(share(1.7e308, -1.7e308, 1.7e308)).toBe(1);
    expect(share(3, 3, 3)).toBe(0.5);
  });
});

describe('the numbers of lines that end near each other', () => {
  it('stand apart, inside of the frame', () => {
    expect(apart([134, null, 136, 20])).toEqual([128, null, 140, 20]);
    expect(apart([20, 20])).toEqual([20, 32]);
  });
});

describe('the ways to a comparison', () => {
  const sessions = (count: number) =>
    Array.from(
      { length: count },
      (_, n) => fakeSession({ id: `s${n}` }) as Session
    );

  it('opens for what is selected, and refuses an eleventh', async () => {
    const { jx } = fakeApp();
    addComparisonCommands(jx);
    const action = (count: number) =>
      selectionActions(jx, sessions(count), () => undefined).find(one =>
        one.label.startsWith('Compare')
      )!;
    expect(action(10).disabled).toBeNull();
    expect(action(11).disabled).toMatch(/At most 10 .* 11 are selected/);
    await action(3).onClick(undefined as any);
    expect((jx as any).opened).toEqual([
      ['comparison', 's0,s1,s2', ':s0,s1,s2']
    ]);
  });

  it('asks with which others, those of the same instance first', async () => {
    fakeLayout();
    const { jx, server } = fakeApp();
    addComparisonCommands(jx);
    const base = fakeSession({ id: 's1', name: 'base' });
    const sibling = fakeRunning({ id: 's2', name: 'sibling' });
    const far = fakeSession({
      id: 's3',
      name: 'far',
      instance: { id: 'i2', name: 'elsewhere', deleted: false }
    });
    server
      .on('GET /sessions/s1', () => base)
      .on('GET /sessions', ({ query }) => ({
        items: query.get('instance_id')
          ? [base, sibling]
          : [far, base, sibling],
        total: 3,
        offset: 0
      }));
    const done = jx.commands.execute(CommandIDs.compareWith, { id: 's1' });
    const box = await screen.findByRole('combobox', { hidden: true });
    fireEvent.click(box);
    const options = await screen.findAllByRole('option', { hidden: true });
    expect(options.map(one => one.title)).toEqual(['sibling', 'far']);
    fireEvent.mouseDown(options[0]);
    fireEvent.click(
      await screen.findByRole('button', {
        name: 'Compare 2 sessions',
        hidden: true
      })
    );
    await done;
    expect((jx as any).opened).toEqual([['comparison', 's1,s2', ':s1,s2']]);
  });
});
