import { screen } from '@testing-library/react';
import * as React from 'react';

import { keys } from '../../api/queries';
import type { IJupyterExt } from '../../tokens';
import { NameCell } from '../standing';
import { addStar, starredQuery } from '../starring';
import { fakeJx, renderWith } from './fake';

const COMMAND = 'test:star';

describe('the command that stars', () => {
  let row: { id: string; starred: boolean };
  let update: jest.Mock;
  let jx: IJupyterExt;
  const reported = jest.fn();

  beforeEach(() => {
    row = { id: 'a1', starred: false };
    update = jest.fn(async (_, change) => (row = { ...row, ...change }));
    jx = fakeJx({ reportError: reported });
    addStar(jx, {
      kind: 'artifact',
      command: COMMAND,
      get: async () => row,
      update
    });
  });

  it('is offered to those who may edit, in the words of what it does', () => {
    const offered = (more: object) =>
      jx.actions.for('artifact', { ...row, ...more }).map(one => one.command);
    expect(offered({ role: 'editor' })).toEqual([COMMAND]);
    expect(offered({ role: 'runner' })).toEqual([]);
    expect(
      offered({ role: 'owner', reservation: { holds: false, by_name: 'Ben' } })
    ).toEqual([]);
    const [action] = jx.actions.for('artifact', { ...row, starred: true });
    const args = action.args!({ ...row, starred: true } as any);
    expect(jx.commands.label(COMMAND, args)).toBe('Unstar');
    expect(jx.commands.label(COMMAND, { id: 'a1' })).toBe('Star');
  });

  it('turns what the row says, else what the server says', async () => {
    await jx.commands.execute(COMMAND, { id: 'a1', starred: false });
    expect(update).toHaveBeenLastCalledWith('a1', { starred: true });
    expect(jx.queries.getQueryData(keys.one('artifact', 'a1'))).toEqual(row);
    await jx.commands.execute(COMMAND, { id: 'a1' });
    expect(update).toHaveBeenLastCalledWith('a1', { starred: false });
  });

  it('says what went wrong', async () => {
    const failure = new Error('Only an editor may do this.');
    update.mockRejectedValue(failure);
    await jx.commands.execute(COMMAND, { id: 'a1', starred: false });
    expect(reported).toHaveBeenCalledWith('It could not be starred', failure);
  });
});

describe('a star', () => {
  it('stands before a name, with a lock or without', () => {
    const jx = fakeJx();
    const name = { name: '<b>Scores</b>', starred: true };
    const { rerender, container } = renderWith(jx, <NameCell row={name} />);
    expect(screen.getByRole('img', { name: 'starred' })).toBeTruthy();
    expect(container.textContent).toBe('★<b>Scores</b>');
    const reservation = { by_name: 'Ben', holds: false, label: '' } as any;
    rerender(<NameCell row={{ ...name, reservation }} />);
    expect(container.textContent).toContain('★<b>Scores</b>');
    expect(screen.getByText('Reserved by Ben')).toBeTruthy();
    rerender(<NameCell row={{ ...name, starred: false }} />);
    expect(screen.queryByRole('img')).toBeNull();
  });

  it('narrows a list when its chip is chosen', () => {
    expect(starredQuery(new Set(['draft', 'starred']))).toEqual({
      starred: true
    });
    expect(starredQuery(new Set(['draft']))).toEqual({});
  });
});
