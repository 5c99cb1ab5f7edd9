import { keys } from '../../api/queries';
import { fakeApp } from '../../sessions/__tests__/fake';
import { followSessions } from '../following';

describe('what is known of comparisons', () => {
  it('is old as soon as one of its sessions changes, shown or not', () => {
    const { jx, stream } = fakeApp();
    const end = followSessions(jx);
    const old = (ids: string) =>
      jx.queries.getQueryState(keys.one('comparison', ids))?.isInvalidated;
    for (const ids of ['a,b', 'a,b,c', 'a,bb']) {
      jx.queries.setQueryData(keys.one('comparison', ids), {});
    }

    stream.say('progress', 'b', { phase: 'running' });
    expect(['a,b', 'a,b,c', 'a,bb'].map(old)).toEqual([false, false, false]);
    stream.say('updated', 'b');
    expect(['a,b', 'a,b,c', 'a,bb'].map(old)).toEqual([true, true, false]);

    end();
    stream.say('updated', 'bb');
    expect(old('a,bb')).toBe(false);
  });
});
