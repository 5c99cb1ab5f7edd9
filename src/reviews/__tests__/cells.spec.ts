import { CodeCellModel } from '@jupyterlab/cells';
import { NotebookModel } from '@jupyterlab/notebook';

import { CellReader } from '../cells';

function opened(): [CellReader, NotebookModel] {
  const model = new NotebookModel();
  model.fromJSON({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { id: 'title', cell_type: 'markdown', metadata: {}, source: '# Scores' },
      {
        id: 'sum',
        cell_type: 'code',
        metadata: {},
        source: '6 * 7',
        execution_count: 1,
        outputs: [{ output_type: 'stream', name: 'stdout', text: '42' }]
      }
    ]
  } as any);
  return [new CellReader(), model];
}

describe('the cells of an open notebook', () => {
  it('are made anew only where they changed', () => {
    const [reader, { sharedModel }] = opened();
    const before = reader.read(sharedModel);
    expect(before[1]).toEqual(sharedModel.getCell(1).toJSON());
    sharedModel.getCell(0).setSource('# Rates');
    const after = reader.read(sharedModel);
    expect(after[0].source).toBe('# Rates');
    expect(after[1]).toBe(before[1]);
  });

  it.each<[string, (cell: CodeCellModel) => void]>([
    ['outputs that are cleared', cell => cell.outputs.clear()],
    ['a number that is another', cell => (cell.executionCount = 7)],
    ['metadata', cell => cell.setMetadata('tags', ['new'])],
    [
      'an output that is added to',
      cell =>
        cell.outputs.add({
          output_type: 'stream',
          name: 'stderr',
          text: 'more'
        })
    ]
  ])('show %s', (_, change) => {
    const [reader, model] = opened();
    const before = JSON.stringify(reader.read(model.sharedModel));
    change(model.cells.get(1) as CodeCellModel);
    const after = reader.read(model.sharedModel);
    expect(JSON.stringify(after)).not.toBe(before);
    expect(after[1]).toEqual(model.sharedModel.getCell(1).toJSON());
  });

  it('are those that there are: moved, new and gone ones', () => {
    const [reader, { sharedModel }] = opened();
    reader.read(sharedModel);
    sharedModel.moveCell(0, 1);
    sharedModel.insertCell(0, { cell_type: 'raw', id: 'new', source: 'x' });
    sharedModel.getCell(2).setSource('# Moved');
    expect(
      reader.read(sharedModel).map(({ id, source }) => [id, source])
    ).toEqual([
      ['new', 'x'],
      ['sum', '6 * 7'],
      ['title', '# Moved']
    ]);
  });
});
