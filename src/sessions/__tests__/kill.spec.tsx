import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import { renderWith } from '../../ui/__tests__/fake';
import { SessionClient } from '../client';
import { CommandIDs } from '../commands';
import { askToKill } from '../kill';
import { Overview } from '../overview';
import type { SessionDetail } from '../records';
import { addSessionCommands } from '../sessioncommands';
import { fakeApp, fakeRunning, fakeSession, settle } from './fake';

const KILL = 'POST /sessions/s1/cancel';

/** The dialog that the command opens. */
async function ask() {
  const app = fakeApp();
  app.server
    .on('GET /sessions/s1', () => fakeRunning())
    .on(KILL, () => fakeRunning({ state: 'CANCELLING' }));
  addSessionCommands(app.jx, new SessionClient(app.jx));
  const done = app.jx.commands.execute(CommandIDs.kill, { id: 's1' });
  await screen.findByText('Kill “today 14:02”?');
  return { ...app, done };
}

const button = (name: string) =>
  Array.from(document.querySelectorAll<HTMLElement>('.jp-Dialog button')).find(
    one => one.textContent === name
  )!;

describe('kill', () => {
  afterEach(settle);

  it('asks, and sends the reason', async () => {
    const { server, done } = await ask();
    expect(server.asked(KILL)).toEqual([]);
    fireEvent.change(screen.getByLabelText('Reason (optional)'), {
      target: { value: ' wrong data ' }
    });
    fireEvent.click(button('Kill'));
    await done;
    expect(server.asked(KILL).map(one => one.body)).toEqual([
      { reason: 'wrong data' }
    ]);
  });

  it('does nothing when given up', async () => {
    const { server, done } = await ask();
    fireEvent.click(button('Cancel'));
    await done;
    expect(server.asked(KILL)).toEqual([]);
  });

  it.each([
    [1, 'What it wrote so far is kept with it.', 'Kept with the session and'],
    [3, 'What they wrote so far is', 'Kept with the sessions and']
  ])('says of %s what becomes of it', async (count, wrote, kept) => {
    const { jx } = fakeApp();
    const done = askToKill(jx, 'Kill?', count, async () => true);
    await screen.findByText(wrote, { exact: false });
    expect(screen.getByText(kept, { exact: false })).toBeTruthy();
    fireEvent.click(button('Cancel'));
    expect(await done).toBeNull();
  });

  it('refuses a reason that is too long, at its field', async () => {
    const { server } = await ask();
    fireEvent.change(screen.getByLabelText('Reason (optional)'), {
      target: { value: 'x'.repeat(501) }
    });
    fireEvent.click(button('Kill'));
    expect(await screen.findByText('At most 500 characters.')).toBeTruthy();
    expect(server.asked(KILL)).toEqual([]);
    fireEvent.click(button('Cancel'));
  });
});

describe('what ended a session', () => {
  function show(parts: Partial<SessionDetail>) {
    const { jx, server } = fakeApp();
    server.on('GET /sessions/s1/notebook', () => ({ cells: [] }));
    const session = fakeSession({ has_report: false, ...parts });
    renderWith(jx, <Overview session={session} showTab={() => undefined} />);
  }
  const at = (cell_number: number | null, ename: string) => ({
    cell_index: 3,
    cell_number,
    cell_id: 'c',
    ename,
    evalue: '',
    traceback: []
  });

  it('is who killed it, where and why, not a failed cell', () => {
    const reason = 'Killed by Ada at cell 5 (wrong data)';
    show({ state: 'CANCELLED', reason, error: at(5, 'CANCELLED') });
    expect(screen.getByText(reason)).toBeTruthy();
    expect(screen.queryByText(/failed|CANCELLED/)).toBeNull();
  });

  it('is the cell that failed, by its number or its name', () => {
    show({ state: 'FAILED', reason: 'r', error: at(5, 'ValueError') });
    expect(screen.getByText('Cell 5 failed')).toBeTruthy();
    expect(screen.getByText('ValueError')).toBeTruthy();
    show({ state: 'FAILED', reason: 'r', error: at(null, 'ValueError') });
    expect(screen.getByText('The parameters cell failed')).toBeTruthy();
  });
});
