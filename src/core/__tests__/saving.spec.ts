import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Signal } from '@lumino/signaling';

import { saveDocument, watchSaves } from '../saving';

type State = DocumentRegistry.SaveState;

/** A document whose saves end when they are told to. */
function fakeDocument() {
  const context: any = { model: { dirty: true }, contentsModel: {} };
  const saveState = new Signal<any, State>(context);
  const ends: (() => void)[] = [];
  const save = jest.fn(
    () =>
      new Promise<void>(resolve => {
        saveState.emit('started');
        ends.push(() => {
          context.model.dirty = false;
          saveState.emit('completed');
          resolve();
        });
      })
  );
  Object.assign(context, { saveState, save });
  watchSaves(context);
  return { context, save, end: () => ends.shift()!() };
}

describe('saving a document', () => {
  it('waits for the save that goes on, which is enough', async () => {
    const { context, save, end } = fakeDocument();
    void context.save();
    const done = saveDocument(context);
    await Promise.resolve();
    expect(save).toHaveBeenCalledTimes(1);
    end();
    await done;
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('saves what was written since', async () => {
    const { context, save, end } = fakeDocument();
    void context.save();
    const done = saveDocument(context);
    end();
    context.model.dirty = true;
    await new Promise(resolve => setTimeout(resolve));
    expect(save).toHaveBeenCalledTimes(2);
    end();
    await done;
    expect(context.model.dirty).toBe(false);
  });

  it('does not wait for ever for one that a dialog holds', async () => {
    jest.useFakeTimers();
    const { context, save, end } = fakeDocument();
    context.saveState.emit('started');
    const done = saveDocument(context);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(save).toHaveBeenCalledTimes(1);
    end();
    await done;
    jest.useRealTimers();
  });

  it('leaves alone what is saved', async () => {
    const { context, save } = fakeDocument();
    context.model.dirty = false;
    await saveDocument(context);
    expect(save).not.toHaveBeenCalled();
  });
});
