import {
  IRouter,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';

import { IJupyterExt } from '../tokens';
import { CommandIDs } from './commandids';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addCommands } from './commands';
import { ReplayDrive, replayAt } from './drive';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { ReplayNotebooks, tellShown } from './notebooks';

/** The path of a replay's notebook in the address of the page. */
const ADDRESS = /\/tree\/(Replay:[^?#]+)/;

/** Sessions opened live once more, with their data; never saved. */
export const replaysPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:replays',
  description: 'Opens the notebooks of sessions live, with their data.',
  autoStart: true,
  requires: [IJupyterExt, IDocumentManager, INotebookTracker],
  optional: [ICommandPalette, IDefaultFileBrowser, IRouter],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    docs: IDocumentManager,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null,
    router: IRouter | null
  ) => {
    const { contents, nbconvert, serverSettings } = app.serviceManager;
    contents.addDrive(new ReplayDrive(jx.trans, serverSettings));
    app.docRegistry.addWidgetExtension('Notebook', new ReplayNotebooks(jx));
    addCommands({
      jx,
      docs,
      tracker,
      contents,
      folder: () => browser?.model.path ?? ''
    });
    const exportAs = nbconvert.exportAs?.bind(nbconvert);
    if (exportAs) {
      // What a replay shows is nowhere on the server until it is told.
      nbconvert.exportAs = async options => {
        const panel = replayAt(options.path)
          ? tracker.find(one => one.context.path === options.path)
          : undefined;
        if (panel) {
          try {
            await tellShown(jx, panel.context);
          } catch (error) {
            jx.reportError(jx.trans.__('It was not exported'), error);
            return;
          }
        }
        return exportAs(options);
      };
    }
    if (router) {
      // JupyterLab's own rule asks for a file browser of the drive, and fails.
      app.commands.addCommand(CommandIDs.openAddress, {
        label: jx.trans.__('Open the replay of this address'),
        describedBy: {
          args: {
            type: 'object',
            properties: {
              path: { type: 'string', description: 'The part of the address' }
            }
          }
        },
        execute: args => {
          const found = ADDRESS.exec(decodeURIComponent(String(args.path)));
          if (!found) {
            return;
          }
          void app.restored.then(() => docs.openOrReveal(found[1], 'Notebook'));
          return router.stop;
        }
      });
      router.register({
        command: CommandIDs.openAddress,
        pattern: /\/tree\/Replay(:|%3A)/i,
        rank: 10
      });
    }
    palette?.addItem({
      command: CommandIDs.saveAsNew,
      category: jx.trans.__('Runs and sessions')
    });
  }
};
