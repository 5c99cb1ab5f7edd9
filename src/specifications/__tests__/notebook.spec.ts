import { NotebookModel } from '@jupyterlab/notebook/lib/model';
import { Signal } from '@lumino/signaling';

import { NotSaved, NotebookSignature } from '../notebook';
import { METADATA_KEY, added, changed, emptySignature } from '../signature';

const proposed = added(emptySignature(), 'inputs', { alias: 'train' });

/** A notebook that is open, and a server that answers what it is told. */
function given(metadata?: object) {
  const model = new NotebookModel();
  if (metadata) {
    model.sharedModel.setMetadata(METADATA_KEY, metadata as any);
  }
  model.dirty = false;
  const asked: [string, any][] = [];
  const context: any = {
    model,
    path: 'a.ipynb',
    isReady: true,
    ready: Promise.resolve(),
    contentsModel: {},
    save: jest.fn(async () => {
      model.dirty = false;
    })
  };
  context.saveState = new Signal<any, string>(context);
  context.pathChanged = new Signal<any, string>(context);
  const api: any = {
    post: async (route: string, { body }: any) => {
      asked.push([route, body]);
      return route.endsWith('propose')
        ? { proposed, specification: null, files: [] }
        : { problems: [], hints: [] };
    }
  };
  const signature = new NotebookSignature({ api, context });
  return { model, context, asked, signature };
}

const settle = () => new Promise(resolve => setTimeout(resolve, 0));

describe('the signature of an open notebook', () => {
  it('is written into the metadata, which makes the notebook dirty', async () => {
    const { model, signature } = given({ later: 'kept', specification: 's1' });
    await settle();
    signature.edit(proposed);
    expect(model.getMetadata(METADATA_KEY)).toEqual({
      later: 'kept',
      specification: 's1',
      signature: proposed
    });
    expect(model.dirty).toBe(true);
  });

  it('leaves a notebook alone that declares nothing', async () => {
    const { model, signature } = given();
    signature.watch();
    await settle();
    expect(model.getMetadata(METADATA_KEY)).toBeUndefined();
    expect(model.dirty).toBe(false);
  });

  it('can be undone and redone; typing in a field is one step', async () => {
    const { signature } = given();
    await settle();
    signature.edit(proposed);
    for (const text of ['r', 're', 'ref']) {
      signature.edit(
        changed(signature.signature, 'inputs', 0, { alias: text }),
        'inputs.0.alias'
      );
    }
    signature.undo();
    expect(signature.signature).toEqual(proposed);
    signature.undo();
    expect(signature.signature).toEqual(emptySignature());
    expect(signature.canUndo).toBe(false);
    signature.redo();
    signature.redo();
    expect(signature.signature.inputs[0].alias).toBe('ref');
  });

  it('is proposed when somebody looks, and anew after every save', async () => {
    const { asked, context, signature } = given();
    await settle();
    expect(asked).toEqual([]);
    signature.watch();
    await settle();
    expect(signature.proposals.map(one => one.entry.alias)).toEqual(['train']);
    const before = asked.length;
    context.saveState.emit('completed');
    await settle();
    expect(asked.length).toBeGreaterThan(before);
    signature.accept(signature.proposals);
    expect(signature.proposals).toEqual([]);
  });

  it('doesn’t propose again what was waved away', async () => {
    const { signature } = given();
    await settle();
    signature.watch();
    await settle();
    signature.ignore(signature.proposals[0]);
    expect(signature.proposals).toEqual([]);
  });

  it('says when the notebook could not be saved', async () => {
    const { context, model, signature } = given();
    await settle();
    context.save = async () => undefined;
    model.dirty = true;
    await expect(signature.save()).rejects.toBeInstanceOf(NotSaved);
  });
});
