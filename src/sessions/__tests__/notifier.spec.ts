import { SessionClient } from '../client';
import { IKeep, Notifications, SessionNotifier } from '../notifier';
import { fakeApp, fakeRunning, fakeSession, settle } from './fake';

class FakeNotifications {
  shown = new Map<string, { message: string; type: string; options: any }>();
  count = 0;

  notify(message: string, type: string, options: any): string {
    const id = `n${++this.count}`;
    this.shown.set(id, { message, type, options });
    return id;
  }

  update({ id, message, type, ...options }: any): boolean {
    this.shown.set(id, { message, type, options });
    return true;
  }

  has(id: string): boolean {
    return this.shown.has(id);
  }

  dismiss(id: string): void {
    this.shown.delete(id);
  }
}

class FakeKeep implements IKeep {
  constructor(public text: string | null = null) {}

  getItem(): string | null {
    return this.text;
  }

  setItem(_: string, value: string): void {
    this.text = value;
  }
}

describe('SessionNotifier', () => {
  function given(kept: string | null = null) {
    const app = fakeApp();
    const shown = new FakeNotifications();
    const keep = new FakeKeep(kept);
    let session = fakeRunning();
    app.server.on('GET /sessions/{id}', call =>
      call.path.endsWith(session.id) ? session : undefined
    );
    const notifier = new SessionNotifier(
      app.jx,
      new SessionClient(app.jx),
      shown as unknown as Notifications,
      keep
    );
    return {
      ...app,
      notifier,
      shown,
      keep,
      become: async (next: typeof session) => {
        session = next;
        app.stream.say('updated', next.id);
        await settle();
      },
      set: (next: typeof session) => {
        session = next;
      }
    };
  }

  it('says that it waits and where, then that it runs, then how it ended', async () => {
    const { notifier, shown, stream, become, set, jx } = given();
    const queued = fakeRunning({ state: 'QUEUED' });
    queued.progress = { ...queued.progress!, queue_position: 2 };
    set(queued);
    notifier.watch(queued, 'Version 7 of “scorecard”.');
    expect([...shown.shown.values()].map(one => one.message)).toEqual([
      'scorecard on Q3 · today 14:02 is queued (place 2). Version 7 of “scorecard”.'
    ]);
    await settle();
    stream.say('progress', 's1', { ...queued.progress, queue_position: 1 });
    expect(shown.shown.get('n1')!.message).toContain('(place 1)');
    await become(fakeRunning());
    expect(shown.shown.get('n1')!.message).toContain('is running.');
    expect(shown.shown.get('n1')!.type).toBe('in-progress');
    await become(fakeSession());
    expect(shown.count).toBe(1);
    const end = shown.shown.get('n1')!;
    expect(end.message).toBe('scorecard on Q3 · today 14:02 succeeded.');
    expect(end.type).toBe('success');
    end.options.actions[0].callback();
    expect((jx as any).opened).toEqual([['session', 's1']]);
  });

  it('tells of a failure that came before anyone listened', async () => {
    const { notifier, shown, set } = given();
    set(fakeSession({ state: 'FAILED' }));
    notifier.watch(fakeRunning({ state: 'QUEUED' }));
    await settle();
    expect(shown.shown.get('n1')).toMatchObject({
      message: 'scorecard on Q3 · today 14:02 failed.',
      type: 'error'
    });
  });

  it('brings a closed one back only for the end', async () => {
    const { notifier, shown, become } = given();
    notifier.watch(fakeRunning({ state: 'QUEUED' }));
    shown.shown.clear();
    await become(fakeRunning());
    expect(shown.shown.size).toBe(0);
    await become(fakeSession());
    expect([...shown.shown.values()][0].message).toContain('succeeded.');
  });

  it('says no longer that it runs once it is deleted', async () => {
    const { notifier, shown, stream, keep } = given();
    notifier.watch(fakeRunning());
    await settle();
    stream.say('deleted', 's1');
    expect(shown.shown.size).toBe(0);
    expect(keep.text).toBe('[]');
  });

  it('after a reload tells of the end of what still runs', async () => {
    const { shown, become, keep } = given('["s1"]');
    await settle();
    expect(shown.shown.size).toBe(0);
    await become(fakeSession());
    expect([...shown.shown.values()][0].message).toContain('succeeded.');
    expect(keep.text).toBe('[]');
  });

  it('after a reload keeps quiet about what ended in the meantime', async () => {
    const { shown, set, stream } = given('["s1"]');
    set(fakeSession());
    await settle();
    stream.say('updated', 's1');
    await settle();
    expect(shown.shown.size).toBe(0);
  });
});
