import { stableKeys } from '../entrykeys';

const keys = (list: { key: number }[]) => list.map(one => one.key);

describe('the keys of a list’s entries', () => {
  const before = stableKeys([], ['a', 'b', 'c']);
  const [a, b, c] = keys(before);

  it('are all different', () => {
    expect(new Set([a, b, c]).size).toBe(3);
  });

  it('stay over a renaming', () => {
    expect(keys(stableKeys(before, ['a', 'bb', 'c']))).toEqual([a, b, c]);
  });

  it('stay when a renaming makes two the same, and after it', () => {
    const both = stableKeys(before, ['a', 'a', 'c']);
    expect(keys(both)).toEqual([a, b, c]);
    expect(keys(stableKeys(both, ['a', 'ab', 'c']))).toEqual([a, b, c]);
  });

  it('move with what moves and vanish with what vanishes', () => {
    expect(keys(stableKeys(before, ['c', 'a', 'b']))).toEqual([c, a, b]);
    expect(keys(stableKeys(before, ['b', 'c']))).toEqual([b, c]);
  });

  it('are new for what is new', () => {
    const more = keys(stableKeys(before, ['a', 'b', 'c', 'd']));
    expect(more.slice(0, 3)).toEqual([a, b, c]);
    expect([a, b, c]).not.toContain(more[3]);
  });
});
