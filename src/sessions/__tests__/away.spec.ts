import { AwayTeller, Sight } from '../away';
import type { IKeep } from '../notifier';
import { fakeApp, fakeSession, settle } from './fake';

class Keep implements IKeep {
  constructor(public text: string | null) {}

  getItem(): string | null {
    return this.text;
  }

  setItem(_: string, value: string): void {
    this.text = value;
  }
}

const at = (minute: number) => `2026-01-31T10:${minute}:00Z`;

function given(kept: string | null, sessions: object[]) {
  const app = fakeApp();
  app.server.on('GET /sessions', call => ({
    items: sessions.slice(0, Number(call.query.get('limit'))),
    total: sessions.length,
    offset: 0
  }));
  const told: string[] = [];
  const shows: (() => void)[] = [];
  const keep = new Keep(kept);
  let onSight = () => {};
  const sight = {
    hidden: false,
    addEventListener: (_: string, heard: () => void) => {
      onSight = heard;
    },
    removeEventListener: () => {}
  };
  const teller = new AwayTeller(
    app.jx,
    ((message: string, options: any) => {
      told.push(message);
      shows.push(options.actions[0].callback);
      return '';
    }) as any,
    keep,
    sight as unknown as Sight
  );
  return { ...app, teller, told, shows, keep, sight, see: () => onSight() };
}

describe('AwayTeller', () => {
  afterEach(() => jest.useRealTimers());

  it('says nothing to somebody who is here for the first time', async () => {
    const { teller, told, keep } = given(null, [
      fakeSession({ ended_at: at(20) })
    ]);
    await teller.ready;
    expect(told).toEqual([]);
    expect(keep.text).toBe(String(Date.parse(at(20))));
  });

  it('says how many of what ended since, and shows them', async () => {
    const { teller, told, shows, jx } = given(String(Date.parse(at(10))), [
      fakeSession({ id: 'a', ended_at: at(30) }),
      fakeSession({ id: 'b', ended_at: at(20), state: 'FAILED' }),
      fakeSession({ id: 'c', ended_at: at(15) }),
      fakeSession({ id: 'd', ended_at: at(10) })
    ]);
    await teller.ready;
    expect(told).toEqual([
      '3 sessions ended while you were away: 2 succeeded, 1 failed.'
    ]);
    const open = jest.spyOn(jx, 'open').mockResolvedValue();
    shows[0]();
    expect(open).toHaveBeenCalledWith('sessions', '');
  });

  it('names the one that ended, and opens it', async () => {
    const { teller, told, shows, jx } = given(String(Date.parse(at(10))), [
      fakeSession({ ended_at: at(30) })
    ]);
    await teller.ready;
    expect(told).toEqual([
      'scorecard on Q3 · today 14:02 ended while you were away: succeeded.'
    ]);
    const open = jest.spyOn(jx, 'open').mockResolvedValue();
    shows[0]();
    expect(open).toHaveBeenCalledWith('session', 's1');
  });

  it('tells nothing twice, nor what ended while one looked', async () => {
    const sessions = [fakeSession({ ended_at: at(30) })];
    const { teller, told, stream, keep, sight, see } = given(
      String(Date.parse(at(30))),
      sessions
    );
    await teller.ready;
    jest.useFakeTimers();
    sessions.unshift(fakeSession({ id: 's2', ended_at: at(40) }));
    stream.say('updated', 's2');
    jest.advanceTimersByTime(3000);
    jest.useRealTimers();
    await settle();
    expect(keep.text).toBe(String(Date.parse(at(40))));
    sight.hidden = true;
    see();
    sight.hidden = false;
    see(); // a short look elsewhere
    await settle();
    expect(told).toEqual([]);
  });

  it('tells of what ended while the page was out of sight for long', async () => {
    const sessions = [fakeSession({ ended_at: at(30) })];
    const { teller, told, sight, see } = given(
      String(Date.parse(at(30))),
      sessions
    );
    await teller.ready;
    const now = jest.spyOn(Date, 'now');
    sight.hidden = true;
    now.mockReturnValue(1_000_000);
    see();
    sessions.unshift(fakeSession({ id: 's2', ended_at: at(50) }));
    sight.hidden = false;
    now.mockReturnValue(1_000_000 + 6 * 60_000);
    see();
    now.mockRestore();
    await settle();
    expect(told).toHaveLength(1);
  });
});
