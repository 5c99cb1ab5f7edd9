import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
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

/** Sessions opened live once more, with their data; never saved. */
export const replaysPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:replays',
  description: 'Opens the notebooks of sessions live, with their data.',
  autoStart: true,
  requires: [IJupyterExt, IDocumentManager, INotebookTracker],
  optional: [ICommandPalette, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    docs: IDocumentManager,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null
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
    // JupyterLab would ask for a file browser of the drive, and fail.
    const asked = PageConfig.getOption('treePath').replace(/%3A/gi, ':');
    if (replayAt(asked)) {
      PageConfig.setOption('treePath', '');
      void app.restored.then(() => docs.openOrReveal(asked, 'Notebook'));
    }
    palette?.addItem({
      command: CommandIDs.saveAsNew,
      category: jx.trans.__('Runs and sessions')
    });
  }
};
