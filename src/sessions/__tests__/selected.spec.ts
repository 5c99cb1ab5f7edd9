import { Notification } from '@jupyterlab/apputils';
import { fireEvent, screen, waitFor } from '@testing-library/react';

import type { Session } from '../records';
import { selectionActions } from '../selected';
import { fakeApp, fakeRunning, fakeSession, Refusal, settle } from './fake';

const session = (id: string, parts: object = {}) =>
  fakeSession({ id, name: `run ${id}`, ...parts }) as Session;

describe('deleting several sessions', () => {
  afterEach(async () => {
    Notification.dismiss();
    await settle();
  });

  /** What can be done with some sessions; `gone` are those that are deleted. */
  function select(rows: Session[]) {
    const app = fakeApp();
    const gone = new Set<string>();
    const idOf = (path: string) => path.split('/')[2];
    app.server
      .on('DELETE /sessions/{id}', ({ path }) => {
        gone.add(idOf(path));
      })
      .on('POST /sessions/{id}/restore', ({ path }) => {
        gone.delete(idOf(path));
        return session(idOf(path));
      });
    const clear = jest.fn();
    const action = (label: string) =>
      selectionActions(app.jx, rows, clear).find(one => one.label === label)!;
    const remove = async () => {
      const done = action('Delete').onClick(undefined as any);
      const agree = await screen.findByRole('button', {
        name: 'Delete',
        hidden: true
      });
      fireEvent.click(agree);
      await done;
    };
    return { ...app, gone, clear, action, remove };
  }
  const said = () => Notification.manager.notifications.map(n => n.message);
  const undo = () =>
    Notification.manager.notifications[0].options.actions![0].callback(
      undefined as any
    );

  it('is taken back for all of them by one Undo', async () => {
    const { gone, clear, remove } = select(
      ['1', '2', '3'].map(id => session(id))
    );
    await remove();
    expect([...gone]).toEqual(['1', '2', '3']);
    expect(clear).toHaveBeenCalled();
    expect(said()).toEqual(['3 sessions were deleted']);
    undo();
    await waitFor(() => expect(gone.size).toBe(0));
    await waitFor(() => expect(said()).toContain('3 sessions are there again'));
  });

  it('names a single one', async () => {
    const { gone, remove } = select([session('1')]);
    await remove();
    expect(said()).toEqual(['run 1 was deleted']);
    undo();
    await waitFor(() => expect(gone.size).toBe(0));
  });

  it('takes back those that were deleted, says what was not', async () => {
    const { gone, remove, server, errors } = select(
      ['1', '2', '3'].map(id => session(id))
    );
    server.on('DELETE /sessions/2', () => new Refusal(409, 'It is running.'));
    await remove();
    expect([...gone]).toEqual(['1', '3']);
    expect(errors.map(([title]) => title)).toEqual([
      'run 2: it could not be done for 1 session.'
    ]);
    expect(said()).toEqual(['2 sessions were deleted']);
    undo();
    await waitFor(() => expect(gone.size).toBe(0));
  });

  it('leaves those that run and those of others alone', async () => {
    const theirs = session('2', { role: 'viewer', owner: 'ben' });
    const rows = [session('1'), theirs, fakeRunning({ id: '3' }) as Session];
    const { gone, remove } = select(rows);
    await remove();
    expect([...gone]).toEqual(['1']);
    const { action } = select([theirs]);
    expect(action('Delete').disabled).toBe('They belong to others');
    expect(action('Archive').disabled).toBe('They belong to others');
  });
});

describe('running several sessions again', () => {
  afterEach(settle);

  const begun = (rows: Session[]) => {
    const app = fakeApp();
    app.server.on('POST /sessions/{id}/rerun', () => session('new'));
    const clear = jest.fn();
    const action = selectionActions(app.jx, rows, clear).find(
      one => one.label === 'Rerun'
    )!;
    return { ...app, clear, action };
  };
  const asked = (calls: { method: string; path: string }[]) =>
    calls.filter(one => one.method === 'POST').map(one => one.path);

  it('starts one for each that is over, as it was', async () => {
    const { server, clear, action } = begun([
      session('1'),
      session('2', { role: 'viewer' }),
      fakeRunning({ id: '3' }) as Session,
      session('4', { state: 'FAILED' })
    ]);
    const done = action.onClick(undefined as any);
    expect(
      await screen.findByText(/2 that still run or belong to others/)
    ).toBeTruthy();
    fireEvent.click(
      screen.getByRole('button', { name: 'Rerun', hidden: true })
    );
    await done;

    expect(asked(server.calls)).toEqual([
      '/sessions/1/rerun',
      '/sessions/4/rerun'
    ]);
    const [one, other] = server.calls;
    expect(one.body).toEqual({});
    expect(one.headers.get('Idempotency-Key')).not.toBe(
      other.headers.get('Idempotency-Key')
    );
    expect(clear).toHaveBeenCalled();
  });

  it('starts none when it is given up', async () => {
    const { server, clear, action } = begun([session('1'), session('2')]);
    const done = action.onClick(undefined as any);
    fireEvent.click(
      await screen.findByRole('button', { name: 'Cancel', hidden: true })
    );
    await done;
    expect(asked(server.calls)).toEqual([]);
    expect(clear).not.toHaveBeenCalled();
  });
});
