import { DocumentRegistry } from '@jupyterlab/docregistry';
import { PromiseDelegate } from '@lumino/coreutils';

type Context = DocumentRegistry.Context;

/** How long another save is waited for: one that a dialog holds has no end. */
const PATIENCE = 10_000; // ms

/** The end of the save that goes on, by document. */
const going = new WeakMap<Context, PromiseDelegate<void>>();

/** Know of a document's saves, whoever asks for them: autosave, a shortcut. */
export function watchSaves(context: Context): void {
  context.saveState.connect((_, state) => {
    going.get(context)?.resolve();
    going.delete(context);
    if (state === 'started') {
      going.set(context, new PromiseDelegate());
    }
  });
}

/**
 * Save what isn't saved, after the save that goes on: of two at once the later
 * one finds a file that isn't the one it read, and asks the user what happened.
 */
export async function saveDocument(context: Context): Promise<void> {
  const other = going.get(context);
  if (other) {
    await Promise.race([
      other.promise,
      new Promise(resolve => window.setTimeout(resolve, PATIENCE))
    ]);
  }
  if (context.model.dirty || !context.contentsModel) {
    await context.save();
  }
}
