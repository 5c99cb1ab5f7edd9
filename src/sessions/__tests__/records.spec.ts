import { cellTitle } from '../../ui';
import { failingCell, INotebook, plots } from '../executed';
import { lastLines, printed } from '../journal';
import { chipQuery } from '../listpage';
import {
  changesLine,
  formatMetric,
  isOver,
  metricsLine,
  shareDone
} from '../records';
import { vegaType } from '../rendered';
import { readTable } from '../results';
import { fakeApp, fakeRunning, fakeSession } from './fake';

describe('what a session says on one line', () => {
  it.each([
    [0.81, '0.81'],
    [1 / 3, '0.33333'],
    [120, '120'],
    [1234567.5, '1.235e+6'],
    [0.00001234, '1.234e-5'],
    [0, '0'],
    ['NaN', 'NaN'],
    ['-Infinity', '-∞']
  ])('shows the metric %p as %s', (value, text) => {
    expect(formatMetric(value as number)).toBe(text);
  });

  it('names metrics and changed parameters', () => {
    const session = fakeSession({
      metrics: { auc: 0.81, n: 120 },
      changed_parameters: { threshold: 0.5, model: 'tree', grid: [1, 2] }
    });
    expect(metricsLine(session)).toBe('auc 0.81 · n 120');
    expect(changesLine(session)).toBe(
      'threshold 0.5 · model tree · grid [1,2]'
    );
    const version = session.specification_version;
    const values = { threshold: 0.4, grid: null };
    expect(changesLine(session, { version, values })).toBe(
      'threshold 0.4 → 0.5 · model tree · grid null → [1,2]'
    );
    // Another version had other defaults.
    expect(changesLine(session, { version: version + 1, values })).toBe(
      changesLine(session)
    );
  });

  it('knows how far it is, and when it is over', () => {
    expect(shareDone(fakeRunning())).toBeCloseTo(24 / 38);
    expect(shareDone(fakeSession({ cells_total: null }))).toBeNull();
    expect(isOver(fakeRunning({ state: 'CANCELLING' }))).toBe(false);
    expect(isOver(fakeSession({ state: 'TIMED_OUT' }))).toBe(true);
  });
});

describe('the journal as text', () => {
  it('is what a person would have seen', () => {
    const text = printed([
      { e: 'cell' },
      {
        e: 'output',
        o: { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] }
      },
      { e: 'output', o: { output_type: 'stream', text: 'c\n' } },
      {
        e: 'output',
        o: { output_type: 'execute_result', data: { 'text/plain': '42' } }
      },
      {
        e: 'output',
        o: { output_type: 'error', ename: 'ValueError', evalue: 'no' }
      },
      { e: 'output', o: 'broken' }
    ]);
    expect(text).toBe('a\nbc\n42\nValueError: no\n');
  });

  it('ends with the newest lines, progress bars at their last state', () => {
    expect(lastLines('1\n2\n10%\r20%\r30%\n', 2)).toEqual(['2', '30%']);
  });
});

describe('an executed notebook', () => {
  const notebook: INotebook = {
    cells: [
      { id: 'm', cell_type: 'markdown', source: 'text' },
      {
        id: 'a',
        cell_type: 'code',
        source: ['x = 1\n', 'plot(x)'],
        outputs: [
          {
            output_type: 'display_data',
            data: { 'image/png': ['iVBO\n', 'Rw0='] }
          },
          {
            output_type: 'display_data',
            data: { 'image/svg+xml': '<svg onload="alert(1)"/>' }
          },
          {
            output_type: 'display_data',
            data: { 'text/html': '<script>alert(1)</script>' }
          }
        ]
      },
      {
        id: 'b',
        cell_type: 'code',
        source: 'boom()',
        outputs: [
          { output_type: 'error', traceback: ['\u001b[31mboom\u001b[0m'] }
        ]
      }
    ]
  };
  const error = { ename: 'E', evalue: '', traceback: [], cell_number: 3 };

  it('has pictures, all as addresses for an image', () => {
    const found = plots(notebook);
    expect(found.map(one => one.src)).toEqual([
      'data:image/png;base64,iVBORw0=',
      'data:image/svg+xml,%3Csvg%20onload%3D%22alert(1)%22%2F%3E'
    ]);
    expect(found[0].cellNumber).toBe(2);
  });

  it('names cells by their numbers in the user’s notebook', () => {
    const [text, code, failed] = notebook.cells!;
    const injected = {
      ...code,
      metadata: { tags: ['injected-parameters'] }
    };
    const found = plots({ cells: [text, injected, code, failed] });
    expect(found.map(one => one.cellNumber)).toEqual([null, null, 2, 2]);
    const trans = fakeApp().jx.trans;
    expect([2, null].map(number => cellTitle(number, trans))).toEqual([
      'Cell 2',
      'The parameters cell'
    ]);
    expect(
      printed(
        [
          { e: 'cell', i: 1, number: null },
          { e: 'cell', i: 2, number: 2 }
        ],
        cell => cellTitle(cell, trans)
      )
    ).toBe('\u001b[1mThe parameters cell\u001b[0m\n\u001b[1mCell 2\u001b[0m\n');
  });

  it('has the cell that failed, by id or by its place among code cells', () => {
    const cell = { source: 'boom()', traceback: ['\u001b[31mboom\u001b[0m'] };
    expect(
      failingCell(notebook, { ...error, cell_id: 'b', cell_index: null })
    ).toEqual(cell);
    expect(
      failingCell(notebook, { ...error, cell_id: null, cell_index: 1 })
    ).toEqual(cell);
    expect(
      failingCell(notebook, { ...error, cell_id: null, cell_index: 9 })
    ).toBeNull();
  });
});

describe('results', () => {
  it('reads a logged table and nothing else as one', () => {
    expect(
      readTable({ columns: ['a', 1], rows: [[1, 2], 'x'], total: 500 })
    ).toEqual({ columns: ['a', '1'], rows: [[1, 2]], total: 500 });
    expect(readTable([1, 2])).toBeNull();
    expect(readTable(null)).toBeNull();
  });

  it('knows Vega from Vega-Lite', () => {
    expect(
      vegaType({ $schema: 'https://vega.github.io/schema/vega/v5.json' })
    ).toBe('application/vnd.vega.v5+json');
    expect(
      vegaType({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json' })
    ).toBe('application/vnd.vegalite.v5+json');
    expect(vegaType({})).toBe('application/vnd.vegalite.v5+json');
  });
});

describe('lists and tags', () => {
  it('asks the server for what the chips say', () => {
    expect(chipQuery(new Set())).toEqual({});
    expect(chipQuery(new Set(['failed', 'starred'] as const))).toEqual({
      state: ['FAILED', 'TIMED_OUT', 'CRASHED'],
      starred: true
    });
  });
});
