import { CellChange, countChanges, foldCells, pairLines } from '../diff';

const cell = (kind: CellChange['kind'], text = 'x'): CellChange => ({
  kind,
  cell_type: 'code',
  left: kind === 'added' ? null : text,
  right: kind === 'removed' ? null : text,
  left_number: 1,
  right_number: 1
});

const cells = (kinds: string) =>
  [...kinds].map(kind =>
    cell(
      ({ '=': 'same', '+': 'added', '-': 'removed', '~': 'changed' } as const)[
        kind as '='
      ]
    )
  );

const shape = (kinds: string) =>
  foldCells(cells(kinds)).map(one => [one.kind, one.cells.length]);

describe('folding unchanged cells', () => {
  it('keeps one cell of context around a change', () => {
    expect(shape('=====~=====')).toEqual([
      ['folded', 4],
      ['shown', 3],
      ['folded', 4]
    ]);
  });

  it('doesn’t fold a single cell', () => {
    expect(shape('==~===~==')).toEqual([['shown', 9]]);
  });

  it('folds everything where nothing changed, and nothing of nothing', () => {
    expect(shape('====')).toEqual([['folded', 4]]);
    expect(shape('')).toEqual([]);
  });

  it('loses no cell', () => {
    const all = cells('==+===-====~');
    expect(foldCells(all).flatMap(one => one.cells)).toEqual(all);
  });

  it('is counted', () => {
    expect(countChanges(cells('=++-~=='))).toEqual({
      added: 2,
      removed: 1,
      changed: 1
    });
  });
});

describe('two texts side by side', () => {
  const rows = (left: string, right: string) =>
    pairLines(left, right).map(one => [one.left, one.right, one.same]);

  it('puts equal lines beside each other', () => {
    expect(rows('a\nb\nc', 'a\nx\nc')).toEqual([
      ['a', 'a', true],
      ['b', 'x', false],
      ['c', 'c', true]
    ]);
  });

  it('leaves a gap where a line came or went', () => {
    expect(rows('a\nc', 'a\nb\nc')).toEqual([
      ['a', 'a', true],
      [null, 'b', false],
      ['c', 'c', true]
    ]);
    expect(rows('a\nb\nc\nd', 'b\nd')).toEqual([
      ['a', null, false],
      ['b', 'b', true],
      ['c', null, false],
      ['d', 'd', true]
    ]);
  });

  it('gives back both texts whole', () => {
    const left = 'one\ntwo\nthree\n\nfour';
    const right = 'zero\ntwo\n\nfour\nfive';
    const pairs = pairLines(left, right);
    const side = (key: 'left' | 'right') =>
      pairs
        .map(one => one[key])
        .filter(one => one !== null)
        .join('\n');
    expect([side('left'), side('right')]).toEqual([left, right]);
  });

  it('stays quick for long texts', () => {
    const left = Array.from({ length: 5000 }, (_, i) => `l${i}`).join('\n');
    const right = Array.from({ length: 5000 }, (_, i) => `r${i}`).join('\n');
    const begin = Date.now();
    expect(pairLines(left, right)).toHaveLength(5000);
    expect(Date.now() - begin).toBeLessThan(1000);
  });
});
