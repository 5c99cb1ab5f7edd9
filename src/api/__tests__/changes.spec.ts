import { ServerConnection } from '@jupyterlab/services';

import { ChangeStream, IChange } from '../changes';

class FakeSocket {
  static made: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.made[FakeSocket.made.length - 1];
  }

  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(code = 1006): void {
    this.closed = true;
    this.onclose?.({ code });
  }

  closed = false;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
}

function change(seq: number, id = 's1', resume = seq): object {
  return {
    type: 'change',
    seq,
    resume,
    kind: 'session',
    id,
    action: 'updated',
    at: '2026-01-01T00:00:00Z',
    data: null
  };
}

describe('ChangeStream', () => {
  let stream: ChangeStream;
  let seen: number[];
  let refetches: number;
  let statuses: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    FakeSocket.made = [];
    seen = [];
    refetches = 0;
    statuses = [];
    stream = new ChangeStream({
      serverSettings: ServerConnection.makeSettings({
        wsUrl: 'ws://localhost/base/',
        WebSocket: FakeSocket as any
      }),
      random: () => 0.999999
    });
    stream.changed.connect((_, c: IChange) => seen.push(c.seq));
    stream.refetch.connect(() => refetches++);
    stream.connectionChanged.connect((_, s) => statuses.push(s));
    stream.connect();
  });

  afterEach(() => {
    stream.dispose();
    jest.useRealTimers();
  });

  it('starts where the server is', () => {
    expect(FakeSocket.last.url).toBe(
      'ws://localhost/base/jupyter-ext/api/changes'
    );
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    expect(stream.seq).toBe(7);
    FakeSocket.last.say(change(8));
    FakeSocket.last.say(change(11));
    expect(seen).toEqual([8, 11]);
    expect(statuses).toEqual(['connecting', 'connected']);
  });

  it('asks for what it missed after a broken line', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.say(change(8));
    FakeSocket.last.close();
    expect(stream.status).toBe('disconnected');
    jest.advanceTimersByTime(501);
    expect(FakeSocket.made).toHaveLength(2);
    expect(FakeSocket.last.url).toContain('?since=8');
    // The greeting tells the head of the sequence, the gap comes after it.
    FakeSocket.last.say({ type: 'hello', seq: 10 });
    FakeSocket.last.say(change(8));
    FakeSocket.last.say(change(9));
    FakeSocket.last.say(change(10));
    expect(seen).toEqual([8, 9, 10]);
    expect(refetches).toBe(0);
  });

  it('loses nothing when the line breaks in the middle of what it missed', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.close();
    jest.advanceTimersByTime(501);
    FakeSocket.last.say({ type: 'hello', seq: 10 });
    FakeSocket.last.say(change(8));
    FakeSocket.last.close();
    jest.advanceTimersByTime(501);
    expect(FakeSocket.last.url).toContain('?since=8');
  });

  it('passes on what comes out of order, and resumes before what is missing', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.say(change(9, 's2', 7));
    expect(stream.seq).toBe(7);
    FakeSocket.last.say(change(8, 's1', 9));
    expect(seen).toEqual([9, 8]);
    expect(stream.seq).toBe(9);
  });

  it('connects again unseen when the server asks for it', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.say(change(8));
    FakeSocket.last.close(4001);
    expect(FakeSocket.made).toHaveLength(2);
    expect(FakeSocket.last.url).toContain('?since=8');
    FakeSocket.last.say({ type: 'hello', seq: 8 });
    FakeSocket.last.say(change(9));
    expect(seen).toEqual([8, 9]);
    expect(statuses).toEqual(['connecting', 'connected']);
    // One that is refused then, since nobody is logged in, is a lost line.
    FakeSocket.last.close(4001);
    FakeSocket.last.close();
    expect(stream.status).toBe('disconnected');
  });

  it('is not sent round and round by a server that only asks to come again', () => {
    FakeSocket.last.close(4001);
    expect(FakeSocket.made).toHaveLength(1);
    expect(stream.status).toBe('disconnected');
  });

  it('waits longer each time, up to a limit, and at once when back online', () => {
    for (let i = 0; i < 12; i++) {
      FakeSocket.last.close();
      jest.advanceTimersByTime(Math.min(30_000, 500 * 2 ** i) + 1);
      expect(FakeSocket.made).toHaveLength(i + 2);
    }
    FakeSocket.last.close();
    jest.advanceTimersByTime(15_000);
    expect(FakeSocket.made).toHaveLength(13);
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.made).toHaveLength(14);
  });

  it('counts a silent line as dead', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    const first = FakeSocket.last;
    jest.advanceTimersByTime(20_000);
    first.say({ type: 'heartbeat', seq: 9 });
    expect(stream.seq).toBe(9);
    jest.advanceTimersByTime(20_000);
    expect(FakeSocket.made).toHaveLength(1);
    jest.advanceTimersByTime(10_501);
    expect(first.closed).toBe(true);
    expect(FakeSocket.made).toHaveLength(2);
    expect(FakeSocket.last.url).toContain('since=9');
  });

  it('passes on that everything must be asked for again', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.say({ type: 'refetch', seq: 500 });
    expect(refetches).toBe(1);
    expect(stream.seq).toBe(500);
  });

  it('asks for everything when the sequence began anew', () => {
    FakeSocket.last.say({ type: 'hello', seq: 7 });
    FakeSocket.last.close();
    jest.advanceTimersByTime(501);
    FakeSocket.last.say({ type: 'hello', seq: 2 });
    expect(refetches).toBe(1);
    FakeSocket.last.say(change(3));
    expect(seen).toEqual([3]);
  });

  it('ends for good when disposed', () => {
    const socket = FakeSocket.last;
    stream.dispose();
    expect(socket.closed).toBe(true);
    jest.advanceTimersByTime(100_000);
    expect(FakeSocket.made).toHaveLength(1);
  });
});
