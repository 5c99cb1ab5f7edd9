import { Notification, Printing } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import { ApiError } from '../api/request';
import type { IJupyterExt } from '../tokens';
import { replayIcon } from '../ui/icons';
import { ReplayBanner } from './banner';
import { CommandIDs } from './commandids';
import { replayAt } from './drive';

type Context = DocumentRegistry.IContext<INotebookModel>;

/** Makes a replay of each notebook that is opened from the replay drive. */
export class ReplayNotebooks implements DocumentRegistry.IWidgetExtension<
  NotebookPanel,
  INotebookModel
> {
  constructor(private _jx: IJupyterExt) {}

  createNew(panel: NotebookPanel, context: Context): IDisposable | void {
    const place = replayAt(context.path);
    if (place === null) {
      return;
    }
    const jx = this._jx;
    panel.addClass('jx-ReplayNotebook');
    const banner = new ReplayBanner(jx, panel);
    panel.contentHeader.addWidget(banner);
    if (!this._begun.has(context)) {
      this._begun.add(context);
      withoutOtherKernel(context);
      withoutSaving(jx, context);
      // With its last tab: there may be several views of one notebook.
      context.disposed.connect(() => void endReplay(jx, place.replay));
    }
    const mark = markTitle(jx, panel);
    (panel as any)[Printing.symbol] = () => async () => {
      try {
        await tellShown(jx, context);
      } catch (error) {
        jx.reportError(jx.trans.__('It was not printed'), error);
        return;
      }
      await Printing.printURL(
        PageConfig.getNBConvertURL({
          format: 'html',
          download: false,
          path: context.path
        })
      );
    };
    return new DisposableDelegate(() => {
      mark.dispose();
      banner.dispose();
    });
  }

  private _begun = new WeakSet<Context>();
}

/** Send what a replay's tab shows, so that exports and prints show the same. */
export async function tellShown(
  jx: IJupyterExt,
  context: Context
): Promise<void> {
  const place = replayAt(context.path);
  if (!place) {
    return;
  }
  try {
    await jx.api.put('/replays/{replay_id}/shown', {
      path: { replay_id: place.replay },
      headers: { 'Content-Type': 'application/x-ipynb+json' },
      body: JSON.stringify(context.model.toJSON()) as any
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      throw new ApiError(
        404,
        error.code,
        jx.trans.__(
          'This replay has ended, so what the tab shows can no longer be exported. Save it as a new notebook and export that.'
        )
      );
    }
    throw error;
  }
}

/** End it; one that has ended is as good. */
async function endReplay(jx: IJupyterExt, id: string): Promise<void> {
  try {
    await jx.api.delete('/replays/{replay_id}', { path: { replay_id: id } });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) {
      console.warn('A replay could not be ended; the server will do so', error);
    }
  }
}

/** A restored tab joins its kernel, or has none: another has no data. */
function withoutOtherKernel(context: Context): void {
  const { sessionContext } = context;
  if (!sessionContext.kernelPreference.id) {
    sessionContext.kernelPreference = {
      ...sessionContext.kernelPreference,
      shouldStart: false
    };
  }
}

/**
 * Saving says what can be done instead. It is never dirty, so autosave and
 * closing stay silent; the server refuses in any case.
 */
function withoutSaving(jx: IJupyterExt, context: Context): void {
  const clean = () => {
    if (context.model.dirty) {
      context.model.dirty = false;
    }
  };
  clean(); // a model without its content yet counts as changed
  context.model.stateChanged.connect(clean);
  context.model.contentChanged.connect(clean);
  context.save = async () => offerSaving(jx, context.path);
  context.saveAs = async () => {
    // Not waited for: JupyterLab would close the replay for the new notebook.
    void jx.commands.execute(CommandIDs.saveAsNew, { path: context.path });
    return true;
  };
  context.createCheckpoint = async (): Promise<Contents.ICheckpointModel> => ({
    id: 'none',
    last_modified: new Date(0).toISOString()
  });
}

let offered = '';

/** Say that nothing is saved, and offer what keeps it; once at a time. */
export function offerSaving(jx: IJupyterExt, path: string): void {
  const { trans } = jx;
  if (offered) {
    Notification.dismiss(offered);
  }
  offered = Notification.warning(
    trans.__(
      'A replay is never saved: the session stays as it was. What you changed can be kept in a notebook of your own.'
    ),
    {
      autoClose: 15_000,
      actions: [
        {
          label: trans.__('Save as a new notebook…'),
          callback: () =>
            void jx.commands.execute(CommandIDs.saveAsNew, { path })
        }
      ]
    }
  );
}

/** The tab's icon and its tooltip say what it is, whatever JupyterLab sets. */
function markTitle(jx: IJupyterExt, panel: NotebookPanel): IDisposable {
  const { title } = panel;
  const words = jx.trans.__('Replay: not saved');
  const mark = () => {
    if (title.icon !== replayIcon) {
      title.icon = replayIcon;
    }
    if (title.iconClass) {
      title.iconClass = ''; // the file type's, which has a size of its own
    }
    if (!title.caption.startsWith(words)) {
      title.caption = `${words}\n${title.caption.split('\n')[0]}`;
    }
  };
  title.changed.connect(mark);
  mark();
  return new DisposableDelegate(() => title.changed.disconnect(mark));
}
