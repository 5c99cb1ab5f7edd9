import { fakeJx } from '../../ui/__tests__/fake';
import { cancel } from '../stop';

describe('stopping all sessions', () => {
  it('asks for a few at once, and tells of those that it failed for', async () => {
    let now = 0;
    let most = 0;
    const asked: string[] = [];
    const told: string[] = [];
    const post = async (_: string, { path }: any) => {
      asked.push(path.session_id);
      most = Math.max(most, ++now);
      await new Promise(resolve => setTimeout(resolve, 0));
      now--;
      if (path.session_id === 's3') {
        throw new Error('no');
      }
    };
    const jx = fakeJx({
      api: { post } as any,
      reportError: title => told.push(title)
    });
    const ids = Array.from({ length: 500 }, (_, i) => `s${i}`);

    await cancel(jx, ids);

    expect(asked.sort()).toEqual([...ids].sort());
    expect(most).toBeLessThan(7);
    expect(told).toEqual(['1 session could not be stopped']);
  });
});
