import { keys } from '../../api/queries';
import { SessionClient } from '../client';
import { fakeApp, fakeRunning, fakeSession, Refusal, settle } from './fake';

describe('SessionClient', () => {
  it('shows a kill at once, before the server has answered', async () => {
    const { jx, server } = fakeApp();
    let release = () => undefined as void;
    server.on(
      'POST /sessions/{id}/cancel',
      () =>
        new Promise(resolve => {
          release = () => resolve(fakeRunning({ state: 'CANCELLING' }));
        })
    );
    jx.queries.setQueryData(keys.one('session', 's1'), fakeRunning());
    const done = new SessionClient(jx).kill('s1');
    const state = () =>
      jx.queries.getQueryData<any>(keys.one('session', 's1')).state;
    expect(state()).toBe('CANCELLING');
    await settle();
    release();
    await done;
    expect(state()).toBe('CANCELLING');
  });

  it('takes it back when the server refuses', async () => {
    const { jx, server } = fakeApp();
    server.on('POST /sessions/{id}/cancel', () => new Refusal(403, 'No'));
    jx.queries.setQueryData(keys.one('session', 's1'), fakeRunning());
    await expect(new SessionClient(jx).kill('s1')).rejects.toThrow('No');
    expect(jx.queries.getQueryData<any>(keys.one('session', 's1')).state).toBe(
      'RUNNING'
    );
  });

  it('deletes a running one only after its end', async () => {
    const { jx, server, stream } = fakeApp();
    let session = fakeRunning();
    server
      .on('GET /sessions/{id}', () => session)
      .on('POST /sessions/{id}/cancel', () => session)
      .on('DELETE /sessions/{id}', () => undefined);
    const done = new SessionClient(jx).killAndRemove('s1');
    await settle();
    expect(server.asked('DELETE /sessions/s1')).toHaveLength(0);
    session = fakeSession({ state: 'CANCELLED' });
    stream.say('updated', 's1');
    await done;
    expect(server.asked('DELETE /sessions/s1')).toHaveLength(1);
  });
});
