import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { LabIcon, lockIcon, shareIcon } from '@jupyterlab/ui-components';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { IJupyterExt, IObjectAction } from '../tokens';
import { unlockIcon } from '../ui/icons';
import type { IStanding } from '../ui/standing';
import { CommandIDs } from './commandids';

/** What can be shared, and of that what can be reserved. */
const SHARED = ['specification', 'instance', 'session', 'artifact'];
const RESERVED = ['specification', 'instance', 'artifact'];

type Row = IStanding & { id: string; deleted_at?: string | null };

/** Objects shared with users and groups, and reserved by one of them. */
export const sharingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:sharing',
  description: 'Shares objects with users and groups, and reserves them.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (_: JupyterFrontEnd, jx: IJupyterExt) => {
    const { trans } = jx;
    const describedBy = {
      args: {
        type: 'object',
        required: ['kind', 'id'],
        properties: {
          kind: { type: 'string', enum: SHARED },
          id: {
            type: 'string',
            description: trans.__('The id of the object')
          }
        }
      }
    };
    const command = (
      id: string,
      icon: LabIcon,
      label: string,
      caption: string,
      failed: string,
      execute: (kind: string, id: string) => Promise<unknown>
    ) =>
      jx.commands.addCommand(id, {
        label,
        caption,
        icon,
        describedBy,
        execute: async (args: ReadonlyPartialJSONObject) => {
          try {
            return await execute(String(args.kind), String(args.id));
          } catch (error) {
            jx.reportError(failed, error);
            return null;
          }
        }
      });

    command(
      CommandIDs.share,
      shareIcon,
      trans.__('Share…'),
      trans.__('Who may look at it, run it or change it'),
      trans.__('It was not shared'),
      async (kind, id) => (await import('./dialog')).shareObject(jx, kind, id)
    );
    command(
      CommandIDs.reserve,
      lockIcon,
      trans.__('Reserve…'),
      trans.__('Let others look at it, but neither change nor run it'),
      trans.__('It was not reserved'),
      async (kind, id) =>
        (await import('./reserving')).reserveObject(jx, kind, id)
    );
    command(
      CommandIDs.unreserve,
      unlockIcon,
      trans.__('Unreserve'),
      trans.__('Let others change and run it again'),
      trans.__('It is still reserved'),
      (kind, id) =>
        jx.api.delete('/sharing/{kind}/{object_id}/reservation', {
          path: { kind, object_id: id }
        })
    );

    const add = (kind: string, action: IObjectAction<Row>) =>
      jx.actions.add(kind, {
        ...action,
        args: (row: Row) => ({ kind, id: row.id })
      });
    for (const kind of SHARED) {
      add(kind, {
        command: CommandIDs.share,
        isVisible: row => !row.deleted_at,
        rank: 230,
        button: 20
      });
    }
    for (const kind of RESERVED) {
      add(kind, {
        command: CommandIDs.reserve,
        isVisible: row => !row.deleted_at && !row.reservation,
        needs: 'editor',
        rank: 240,
        button: 60
      });
      add(kind, {
        command: CommandIDs.unreserve,
        isVisible: row => !!row.reservation?.holds,
        rank: 240,
        button: 60
      });
    }
  }
};
