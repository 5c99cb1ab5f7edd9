import { Signal } from '@lumino/signaling';
import { QueryObserver } from '@tanstack/react-query';

import { ChangeSync, createQueryClient, keys } from '../queries';

class FakeStream {
  readonly changed = new Signal<this, any>(this);
  readonly refetch = new Signal<this, void>(this);
  readonly connectionChanged = new Signal<this, any>(this);
  status = 'disconnected';

  emit(
    action: string,
    id: string,
    data: object | null = null,
    kind = 'session'
  ) {
    this.changed.emit({ seq: 1, kind, id, action, at: '', data });
  }
}

async function tick(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

describe('ChangeSync', () => {
  const client = createQueryClient();
  let stream: FakeStream;
  let sync: ChangeSync;
  let calls: Record<string, number>;
  let stop: (() => void)[];

  async function watch(
    name: string,
    queryKey: readonly unknown[],
    meta?: Record<string, unknown>
  ): Promise<void> {
    calls[name] = 0;
    const observer = new QueryObserver<any>(client, {
      queryKey,
      meta,
      queryFn: () => ({ id: name, n: ++calls[name] })
    });
    stop.push(observer.subscribe(() => undefined));
    await tick(0);
  }

  beforeEach(() => {
    jest.useFakeTimers();
    calls = {};
    stop = [];
    stream = new FakeStream();
    sync = new ChangeSync(client, stream as any);
  });

  afterEach(() => {
    stop.forEach(f => f());
    sync.dispose();
    client.clear();
    jest.useRealTimers();
  });

  it('asks again for the object that changed and for lists of its kind', async () => {
    await watch('s1', keys.one('session', 's1'));
    await watch('s1 logs', keys.one('session', 's1', 'logs'));
    await watch('s2', keys.one('session', 's2'));
    await watch('all', keys.list('session'));
    await watch('artifacts', keys.list('artifact'));
    await watch('counts', ['counts'], { dependsOn: ['session'] });
    stream.emit('updated', 's1');
    await tick(10);
    expect(calls).toEqual({
      s1: 2,
      's1 logs': 2,
      s2: 1,
      all: 2,
      artifacts: 1,
      counts: 2
    });
  });

  it('asks at most five times a second in a storm', async () => {
    await watch('s1', keys.one('session', 's1'));
    for (let i = 0; i < 100; i++) {
      stream.emit('updated', 's1');
      await tick(10);
    }
    expect(calls.s1).toBeGreaterThan(3);
    expect(calls.s1).toBeLessThanOrEqual(7);
  });

  it('puts progress into what is shown without asking', async () => {
    await watch('s1', keys.one('session', 's1'));
    const first = { items: [{ id: 's0' }], total: 101, offset: 0 };
    const second = {
      items: [{ id: 's1', name: 'x' }],
      total: 101,
      offset: 100
    };
    client.setQueryData([...keys.list('session'), 0], first);
    client.setQueryData([...keys.list('session'), 1], second);
    const news = { phase: 'running', cells_total: 5, cells_done: 3 };
    stream.emit('progress', 's1', news);
    await tick(300);
    expect(calls.s1).toBe(1);
    expect(client.getQueryData(keys.one('session', 's1'))).toEqual({
      id: 's1',
      n: 1,
      progress: news,
      cells_total: 5,
      cells_done: 3
    });
    expect(client.getQueryData([...keys.list('session'), 0])).toBe(first);
    expect(client.getQueryData([...keys.list('session'), 1])).toEqual({
      items: [
        {
          id: 's1',
          name: 'x',
          progress: news,
          cells_total: 5,
          cells_done: 3
        }
      ],
      total: 101,
      offset: 100
    });
  });

  it('leaves a session that is over as it is', async () => {
    const over = {
      id: 's1',
      state: 'FAILED',
      ended_at: '2026-01-01T00:00:00Z'
    };
    client.setQueryData(keys.one('session', 's1'), over);
    stream.emit('progress', 's1', { cells_total: 5, cells_done: 3 });
    await tick(300);
    expect(client.getQueryData(keys.one('session', 's1'))).toBe(over);
  });

  it('asks for everything again when the stream says so', async () => {
    await watch('s1', keys.one('session', 's1'));
    stream.refetch.emit();
    await tick(0);
    expect(calls.s1).toBe(2);
  });
});
