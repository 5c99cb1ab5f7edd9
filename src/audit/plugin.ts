import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { historyIcon } from '@jupyterlab/ui-components';

import { IJupyterExt } from '../tokens';
import { CommandIDs } from './commandids';

/** Kinds whose pages have a tab for it and a menu. */
const KINDS = ['specification', 'instance', 'session', 'artifact'];

/** The audit trail: who did what with an object, and when. */
export const auditPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:audit',
  description: 'Shows who did what with an object, and when.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (app: JupyterFrontEnd, jx: IJupyterExt) => {
    const { trans } = jx;
    app.commands.addCommand(CommandIDs.show, {
      label: trans.__('Show Audit Trail'),
      caption: trans.__('Who did what with it, and when'),
      icon: historyIcon,
      describedBy: {
        args: {
          type: 'object',
          required: ['kind', 'id'],
          properties: {
            kind: { type: 'string', enum: KINDS },
            id: { type: 'string', description: 'The id of the object' }
          }
        }
      },
      execute: args => jx.open(String(args.kind), String(args.id), 'audit')
    });
    for (const kind of KINDS) {
      jx.actions.add(kind, {
        command: CommandIDs.show,
        args: (row: { id: string }) => ({ kind, id: row.id }),
        rank: 95,
        button: 40
      });
    }
  }
};
