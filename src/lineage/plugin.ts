import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IJupyterExt } from '../tokens';
import { graphIcon } from '../ui/icons';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { lazyPage } from '../ui/lazypage';
import { CommandIDs } from './commandids';

/** Kinds whose pages have a tab for it. */
const WITH_TAB = ['specification', 'instance', 'session', 'artifact'];

/** Graphs: what was made from what. */
export const lineagePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:lineage',
  description: 'Shows what objects were made from, and what from them.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (app: JupyterFrontEnd, jx: IJupyterExt) => {
    const { trans } = jx;
    jx.addPage({
      kind: 'graph',
      icon: graphIcon,
      label: trans.__('Graph'),
      render: lazyPage(async () => (await import('./page')).GraphPage)
    });
    app.commands.addCommand(CommandIDs.show, {
      label: trans.__('Show Graph'),
      caption: trans.__('What it was made from, and what was made from it'),
      icon: graphIcon,
      describedBy: {
        args: {
          type: 'object',
          required: ['kind', 'id'],
          properties: {
            kind: { type: 'string', description: 'Such as artifact_version' },
            id: { type: 'string', description: 'The id of it' }
          }
        }
      },
      execute: args => {
        const [kind, id] = [String(args.kind), String(args.id)];
        return WITH_TAB.includes(kind)
          ? jx.open(kind, id, 'graph')
          : jx.open('graph', `${kind}:${id}`);
      }
    });
    for (const kind of [...WITH_TAB, 'artifact-version']) {
      jx.actions.add(kind, {
        command: CommandIDs.show,
        args: (row: { id: string }) => ({
          kind: kind.replace('-', '_'),
          id: row.id
        }),
        rank: 90,
        button: kind === 'artifact-version' ? undefined : 10
      });
    }
  }
};
