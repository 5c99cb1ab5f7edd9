import { NotebookModel } from '@jupyterlab/notebook';
import { signalToPromise } from '@jupyterlab/testing';

import { fakeApp } from '../../sessions/__tests__/fake';
import { ReviewDocument } from '../document';
import { ReviewDrive } from '../drive';

const CONTENT = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    language_info: { name: 'python' },
    kernelspec: { name: 'python3', display_name: 'Python 3' },
    'jupyter-ext': { review: { id: 'r', revision: 2, base_sha256: 'abc' } }
  },
  cells: [
    {
      id: 'title',
      cell_type: 'markdown',
      metadata: { deletable: false },
      source: ['# Scores\n', 'of Q3']
    },
    {
      id: 'sum',
      cell_type: 'code',
      metadata: { editable: false, deletable: false, trusted: true },
      source: '6 * 7',
      execution_count: 1,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['forty'] },
        { output_type: 'stream', name: 'stdout', text: ['-two\n'] },
        {
          output_type: 'execute_result',
          execution_count: 1,
          metadata: {},
          data: {
            'text/plain': ['42'],
            'application/json': { big: 1152921504606846976, float: 1.0 }
          }
        }
      ]
    },
    {
      id: 'mine',
      cell_type: 'markdown',
      metadata: { 'jupyter-ext': { review: 'inserted' } },
      source: 'Written earlier'
    }
  ]
};

/** The file as the drive's server tells of it after a save. */
const FILE = {
  name: 'Review.ipynb',
  path: 'r/Review.ipynb',
  type: 'notebook',
  writable: true,
  created: '2026-11-20T14:02:00Z',
  last_modified: '2026-11-20T14:02:00Z',
  mimetype: null,
  content: null,
  format: null
};

async function opened(
  metadata: object = {}
): Promise<[ReviewDocument, NotebookModel]> {
  const model = new NotebookModel();
  model.fromJSON({
    ...CONTENT,
    metadata: { ...CONTENT.metadata, ...metadata }
  } as any);
  const context = { ready: Promise.resolve(), model } as any;
  const api = {
    get: async () => ({
      base_sha256: 'abc',
      revision: 2,
      texts: { title: '# Scores\nof Q3' }
    })
  } as any;
  const document = new ReviewDocument('r', context, api);
  await document.ready;
  return [document, model];
}

const cells = (model: NotebookModel) =>
  model.sharedModel.cells.map(cell => [cell.id, cell.getSource()]);

describe('an open review', () => {
  it('is unchanged, whatever JupyterLab rewrote when it read it', async () => {
    const [document] = await opened();
    expect(document.revision).toBe(2);
    expect(document.faults()).toEqual([]);
    expect(document.overlay()).toMatchObject({
      edited: {},
      inserted: [{ id: 'mine', after: 'sum', source: 'Written earlier' }],
      struck: []
    });
  });

  it('puts outputs back that a command cleared', async () => {
    const [document, model] = await opened();
    const before = JSON.stringify(model.sharedModel.getCell(1).toJSON());
    const mended = signalToPromise(document.mended);
    (model.cells.get(1) as any).clearExecution();
    await mended;
    expect(JSON.stringify(model.sharedModel.getCell(1).toJSON())).toBe(before);
  });

  it('puts a removed cell back and makes text of code that came in', async () => {
    const [document, model] = await opened();
    const mended = signalToPromise(document.mended);
    model.sharedModel.transact(() => {
      model.sharedModel.deleteCell(1);
      model.sharedModel.insertCell(0, { cell_type: 'code', source: 'evil()' });
    });
    await mended;
    expect(document.faults()).toEqual([]);
    expect(cells(model).map(([, source]) => source)).toEqual([
      'evil()',
      '# Scores\nof Q3',
      '6 * 7',
      'Written earlier'
    ]);
    expect(model.sharedModel.cells.map(one => one.cell_type)).toEqual([
      'markdown',
      'markdown',
      'code',
      'markdown'
    ]);
  });

  it('strikes text out and takes that back', async () => {
    const [document, model] = await opened();
    model.sharedModel.getCell(0).setSource('# Other');
    document.strikeOut(0);
    expect(document.overlay()).toMatchObject({ edited: {}, struck: ['title'] });
    expect(document.faults()).toEqual([]);
    document.strikeOut(0);
    expect(document.overlay()).toMatchObject({ edited: {}, struck: [] });
  });

  it('is saved without what JupyterLab and widgets keep of the notebook', async () => {
    // given: an older format, and the state of widgets that somebody moved
    const { jx, server } = fakeApp();
    server
      .on('PUT /reviews/r/overlay', () => ({ revision: 3 }))
      .on('GET /review-contents/r/{name}', () => FILE);
    const drive = new ReviewDrive(jx, server.settings);
    const [document, model] = await opened();
    drive.documents.set('r', document);
    Object.assign(model.sharedModel, { nbformat_minor: 4 });
    model.setMetadata('widgets', {
      'application/vnd.jupyter.widget-state+json': { state: { slider: 7 } }
    });
    model.setMetadata('language_info', { name: 'python', version: '9' });
    model.sharedModel.getCell(0).setSource('# Scores\nof Q4');
    model.sharedModel.getCell(2).setSource('Written now');

    // when
    await drive.save('r/Review.ipynb');
    drive.dispose();

    // then: it asks nothing, and sends text alone
    expect(document.faults()).toEqual([]);
    expect(document.revision).toBe(3);
    expect(server.asked('PUT /reviews/r/overlay').map(one => one.body)).toEqual(
      [
        {
          base_sha256: 'abc',
          revision: 2,
          edited: { title: '# Scores\nof Q4' },
          inserted: [{ id: 'mine', after: 'sum', source: 'Written now' }],
          struck: []
        }
      ]
    );
  });

  it('keeps its cells in a notebook of an older minor format', async () => {
    const state = { 'application/vnd.jupyter.widget-state+json': {} };
    const [document, model] = await opened({ widgets: state });
    expect(document.faults()).toEqual([]);
    Object.assign(model.sharedModel, { nbformat_minor: 4 });
    const mended = signalToPromise(document.mended);
    model.sharedModel.deleteCell(1);
    await mended;
    expect(document.faults()).toEqual([]);
    expect(cells(model).map(([id]) => id)).toEqual(['title', 'sum', 'mine']);
    expect(model.getMetadata('widgets')).toEqual(state);
  });

  it('saves over the revision that it was read from or saved as', async () => {
    const [document, model] = await opened();
    document.saved(3);
    expect(document.overlay().revision).toBe(3);
    model.fromJSON({
      ...CONTENT,
      metadata: {
        ...CONTENT.metadata,
        'jupyter-ext': { review: { id: 'r', revision: 5 } }
      }
    } as any);
    expect(document.overlay().revision).toBe(5);
  });
});
