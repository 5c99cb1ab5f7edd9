import { changesOf } from '../revisions';

describe('what a revision of the parameters changed', () => {
  it('is what has another value, was added, or is gone', () => {
    expect(changesOf({ a: 1, b: 2, c: 3 }, { a: 1, b: 1, d: 4 })).toEqual([
      { alias: 'b', from: 1, to: 2 },
      { alias: 'd', from: 4, to: undefined },
      { alias: 'c', from: undefined, to: 3 }
    ]);
  });

  it('is told of parameters of any name', () => {
    expect(changesOf({ constructor: 1 as unknown }, {})).toEqual([
      { alias: 'constructor', from: undefined, to: 1 }
    ]);
  });
});
