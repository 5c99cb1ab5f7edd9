import { IBase, ICell, Repair, faults, overlayOf, repairs } from '../overlay';

const text = (id: string, source: string, more: object = {}): ICell => ({
  id,
  cell_type: 'markdown',
  metadata: {},
  source,
  ...more
});
const code = (id: string, source: string, more: object = {}): ICell => ({
  id,
  cell_type: 'code',
  metadata: {},
  source,
  outputs: [{ output_type: 'stream', name: 'stdout', text: '42' }],
  execution_count: 1,
  ...more
});

const RAN = [
  text('title', '# Scores', { metadata: { deletable: false } }),
  code('sum', '6 * 7', { metadata: { editable: false, tags: ['keep'] } }),
  text('remark', 'It is'),
  code('end', 'print(1)')
];
const ranWith = (at: number, cell: ICell) =>
  RAN.map((one, i) => (i === at ? cell : one));
const BASE: IBase = {
  sha256: 'abc',
  cells: new Map(RAN.map(cell => [cell.id!, cell])),
  texts: { title: '# Scores', remark: 'It is' }
};

/** Do the steps as a shared notebook does. */
function done(cells: ICell[], steps: Repair[]): ICell[] {
  const now = [...cells];
  for (const step of steps) {
    if (step.kind === 'delete') {
      now.splice(step.at, 1);
    } else if (step.kind === 'insert') {
      now.splice(step.at, 0, { id: `made-${step.at}`, ...step.cell });
    } else {
      now.splice(step.to, 0, now.splice(step.from, 1)[0]);
    }
  }
  return now;
}

const ids = (cells: ICell[]) => cells.map(cell => cell.id);

describe('the overlay of an edited notebook', () => {
  it('holds the text that differs and nothing else', () => {
    const cells = [
      text('top', 'First'),
      RAN[0],
      RAN[1],
      text('a', 'After the sum'),
      text('b', 'And more'),
      text('remark', 'It is 42'),
      RAN[3]
    ];
    expect(faults(BASE, cells)).toEqual([]);
    expect(overlayOf(BASE, 3, cells)).toEqual({
      base_sha256: 'abc',
      revision: 3,
      edited: { remark: 'It is 42' },
      inserted: [
        { after: null, id: 'top', source: 'First' },
        { after: 'sum', id: 'a', source: 'After the sum' },
        { after: 'sum', id: 'b', source: 'And more' }
      ],
      struck: []
    });
  });

  it('strikes out instead of editing', () => {
    const struck = text('remark', 'It is', {
      metadata: { 'jupyter-ext': { review: 'struck' }, editable: false }
    });
    const cells = [RAN[0], RAN[1], struck, RAN[3]];
    expect(faults(BASE, cells)).toEqual([]);
    expect(overlayOf(BASE, 0, cells)).toMatchObject({
      edited: {},
      struck: ['remark']
    });
  });
});

describe('what only a session changes', () => {
  it.each([
    ['code', ranWith(1, code('sum', '6 * 9')), 'changed', 2],
    ['outputs', ranWith(1, { ...RAN[1], outputs: [] }), 'changed', 2],
    ['a count', ranWith(1, { ...RAN[1], execution_count: null }), 'changed', 2],
    ['tags', ranWith(1, { ...RAN[1], metadata: { tags: [] } }), 'changed', 2],
    [
      'an attachment',
      ranWith(2, text('remark', 'It is', { attachments: { a: {} } })),
      'changed',
      3
    ],
    ['a type', ranWith(2, code('remark', 'It is')), 'changed', 3],
    ['a cell that is gone', RAN.slice(0, 3), 'missing', 4],
    ['an order', [RAN[0], RAN[2], RAN[1], RAN[3]], 'moved', 2],
    ['new code', [...RAN, code('new', 'evil()')], 'foreign', 5],
    [
      'a new picture',
      [...RAN, text('new', 'x', { attachments: { a: {} } })],
      'foreign',
      5
    ],
    ['a twin', [...RAN, RAN[0]], 'foreign', 5]
  ])('%s is found and put back', (_, cells, what, number) => {
    expect(faults(BASE, cells)).toEqual([{ what, number }]);
    const mended = done(cells, repairs(BASE, cells));
    expect(faults(BASE, mended)).toEqual([]);
    expect(mended.filter(one => BASE.cells.has(one.id!))).toEqual(RAN);
  });

  it('does not count how a cell is looked at', () => {
    const folded = {
      ...RAN[1],
      metadata: {
        tags: ['keep'],
        collapsed: true,
        scrolled: true,
        trusted: true,
        jupyter: { outputs_hidden: true }
      }
    };
    expect(faults(BASE, ranWith(1, folded))).toEqual([]);
  });

  it('takes the picture that is drawn of a chart for no change', () => {
    const type = 'application/vnd.vegalite.v5+json';
    const chart = (data: object) =>
      code('sum', '6 * 7', {
        outputs: [{ output_type: 'display_data', metadata: {}, data }]
      });
    const cells = ranWith(1, chart({ [type]: { mark: 'bar' } }));
    const base = { ...BASE, cells: new Map(cells.map(one => [one.id!, one])) };
    const drawn = { [type]: { mark: 'bar' }, 'image/png': 'AAAA' };
    expect(faults(base, ranWith(1, chart(drawn)))).toEqual([]);
    const other = { [type]: { mark: 'line' }, 'image/png': 'AAAA' };
    expect(faults(base, ranWith(1, chart(other)))).toEqual([
      { what: 'changed', number: 2 }
    ]);
  });

  it('keeps the text of the reviewer when it is put back', () => {
    const cells = [
      text('note', 'Mine'),
      RAN[3],
      text('remark', 'Also mine', { metadata: { tags: ['x'] } }),
      code('new', 'pasted()')
    ];
    const mended = done(cells, repairs(BASE, cells));
    expect(faults(BASE, mended)).toEqual([]);
    expect(ids(mended).filter(id => BASE.cells.has(id!))).toEqual(ids(RAN));
    const texts = mended
      .filter(one => one.cell_type === 'markdown')
      .map(one => one.source);
    expect(texts).toEqual(
      expect.arrayContaining(['Mine', 'Also mine', 'pasted()'])
    );
  });
});
