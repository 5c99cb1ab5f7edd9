import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { IStatusBar } from '@jupyterlab/statusbar';

import { IJupyterExt } from '../tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- shown from the start
import { Sidebar } from './panel';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- shown from the start
import { ActiveSessions, runningManager } from './running';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- shown from the start
import { SessionStatus } from './status';

export namespace CommandIDs {
  export const show = 'jupyter-ext:show';
  export const search = 'jupyter-ext:search';
  export const showRunning = 'jupyter-ext:show-running';
}

/** The left sidebar, the status bar item, the running panel, the launcher. */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:sidebar',
  description: 'The sidebar with specifications, instances and sessions.',
  autoStart: true,
  requires: [IJupyterExt],
  optional: [
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    IStatusBar,
    IRunningSessionManagers
  ],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    statusBar: IStatusBar | null,
    managers: IRunningSessionManagers | null
  ) => {
    const { commands, shell } = app;
    const { trans } = jx;
    const category = trans.__('Runs and sessions');
    const none = { args: { type: 'object', properties: {} } } as const;

    const sidebar = new Sidebar(jx);
    shell.add(sidebar, 'left', { rank: 300, type: 'jupyter-ext' });
    restorer?.add(sidebar, sidebar.id);

    commands.addCommand(CommandIDs.show, {
      label: trans.__('Show specifications, instances and sessions'),
      describedBy: none,
      execute: () => shell.activateById(sidebar.id)
    });
    commands.addCommand(CommandIDs.search, {
      label: trans.__('Search specifications, sessions and artifacts'),
      describedBy: none,
      execute: () => {
        shell.activateById(sidebar.id);
        return sidebar.focusSearch();
      }
    });
    commands.addCommand(CommandIDs.showRunning, {
      label: trans.__('Show running sessions'),
      describedBy: none,
      execute: () => {
        shell.activateById(sidebar.id);
        sidebar.reveal('running');
      }
    });
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category });
    }

    const active = new ActiveSessions(jx);
    managers?.add(runningManager(jx, active));
    if (statusBar) {
      const item = new SessionStatus(jx, active, () => {
        void commands.execute(CommandIDs.showRunning);
      });
      statusBar.registerStatusItem('jupyter-ext:sessions', {
        item,
        align: 'left',
        rank: 10,
        isActive: () => item.isActive,
        activeStateChanged: item.activeChanged
      });
    }

    // The rooms have told by then what they offer.
    void app.started.then(() => {
      sidebar.fill();
      jx.actions.for('new', { id: '' }).forEach((action, i) => {
        const args = action.args?.({ id: '' }) ?? { id: '' };
        launcher?.add({
          command: action.command,
          args: { ...args, isLauncher: true },
          category: trans.__('Runs'),
          rank: i
        });
        palette?.addItem({
          command: action.command,
          args: { ...args, isPalette: true },
          category
        });
      });
    });
  }
};
