import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';

import { watchSaves } from '../core/saving';
import { IJupyterExt } from '../tokens';
import { specificationIcon } from '../ui/icons';
import { lazyPage } from '../ui/lazypage';
import { CommandIDs } from './commandids';
import { addCommands } from './commands';
import { SignaturePanel } from './panel';
import { NotebookSignatures } from './signatures';

/** Signatures of notebooks, and the specifications made from them. */
export const specificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:specifications',
  description: 'Signatures of notebooks and the specifications made of them.',
  autoStart: true,
  requires: [IJupyterExt, INotebookTracker, IDocumentManager],
  optional: [ILayoutRestorer, ICommandPalette, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    tracker: INotebookTracker,
    docs: IDocumentManager,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null
  ) => {
    const { commands, shell } = app;
    const { trans } = jx;
    const signatures = new NotebookSignatures(jx.api);
    tracker.widgetAdded.connect((_, panel) => watchSaves(panel.context));
    const run = (command: string, args = {}) => {
      return async () => {
        await commands.execute(command, args);
      };
    };
    const panel = new SignaturePanel(jx, {
      tracker,
      signatures,
      actions: {
        commit: run(CommandIDs.commit),
        run: run(CommandIDs.runFile),
        runWithValues: run(CommandIDs.runFile, { ask: true }),
        openWithData: run(CommandIDs.openWithData)
      },
      onNew: () => void commands.execute(CommandIDs.create)
    });
    shell.add(panel, 'right', { rank: 300, type: 'jupyter-ext' });
    restorer?.add(panel, panel.id);

    addCommands({
      app,
      jx,
      tracker,
      docs,
      signatures,
      folder: () => browser?.model.path ?? '',
      selected: () => {
        const items = Array.from(browser?.selectedItems() ?? []);
        return items.length === 1 ? items[0].path : null;
      },
      showPanel: () => shell.activateById(panel.id)
    });

    jx.addPage({
      kind: 'specification',
      icon: specificationIcon,
      label: trans.__('Specification'),
      render: lazyPage(async () => (await import('./page')).SpecificationPage)
    });
    jx.addPage({
      kind: 'specification-new',
      icon: specificationIcon,
      label: trans.__('New specification'),
      render: lazyPage(
        async () => (await import('./newpage')).NewSpecificationPage
      )
    });
    jx.addPage({
      kind: 'specifications',
      icon: specificationIcon,
      label: trans.__('Specifications'),
      render: lazyPage(
        async () => (await import('./listpage')).SpecificationsPage
      )
    });

    const category = trans.__('Runs and sessions');
    for (const command of [
      CommandIDs.showSignature,
      CommandIDs.commit,
      CommandIDs.openWithData,
      CommandIDs.importBundle
    ]) {
      palette?.addItem({ command, category, args: { isPalette: true } });
    }
  }
};
