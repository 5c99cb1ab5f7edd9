import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { IJupyterExt } from '../tokens';
import { IWorkflows } from '../workflows/tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { instanceIcon, lazyPage, sessionIcon } from '../ui';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { AwayTeller } from './away';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { SessionClient } from './client';
import { CommandIDs } from './commands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addDownload } from './downloadcommand';
import { addHandOver } from './handover';
import { addInstanceCommands } from './instancecommands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { SessionNotifier } from './notifier';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addRerunCommands } from './reruncommands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addRunCommands } from './runcommands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addSessionCommands } from './sessioncommands';

/** Sessions: started, watched, ended, and what they leave. */
export const sessionsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:sessions',
  description: 'Runs instances and notebooks as sessions, and shows them.',
  autoStart: true,
  requires: [IJupyterExt],
  optional: [
    IDocumentManager,
    INotebookTracker,
    IRenderMimeRegistry,
    ICommandPalette,
    IWorkflows
  ],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    docs: IDocumentManager | null,
    notebooks: INotebookTracker | null,
    rendermime: IRenderMimeRegistry | null,
    palette: ICommandPalette | null,
    workflows: IWorkflows | null
  ) => {
    const { trans } = jx;
    const sessions = new SessionClient(jx);
    const notifier = new SessionNotifier(jx, sessions);
    notifier.launches = workflows;
    new AwayTeller(jx);
    jx.addPage({
      kind: 'session',
      icon: sessionIcon,
      label: trans.__('Session'),
      render: lazyPage(async () => {
        const { sessionPage } = await import('./page');
        return sessionPage(rendermime);
      })
    });
    jx.addPage({
      kind: 'sessions',
      icon: sessionIcon,
      label: trans.__('Sessions'),
      render: lazyPage(async () => (await import('./listpage')).SessionsPage)
    });
    jx.addPage({
      kind: 'instances',
      icon: instanceIcon,
      label: trans.__('Instances'),
      render: lazyPage(
        async () => (await import('../instances/listpage')).InstancesPage
      )
    });
    addSessionCommands(jx, sessions);
    addInstanceCommands(jx);
    addRerunCommands(jx, notifier);
    addHandOver(jx);
    addDownload(jx, sessions);
    addRunCommands(jx, notifier, docs, notebooks);
    app.commands.addCommand(CommandIDs.openSessions, {
      label: trans.__('Show all sessions'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => jx.open('sessions', '')
    });
    const category = trans.__('Runs and sessions');
    palette?.addItem({ command: CommandIDs.openSessions, category });
    palette?.addItem({ command: CommandIDs.runNotebook, category });
    palette?.addItem({
      command: CommandIDs.runNotebook,
      category,
      args: { ask: true }
    });
  }
};
