import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ReadonlyJSONObject } from '@lumino/coreutils';

import { IJupyterExt } from '../tokens';
import { moveIcon } from '../ui/icons';
import { CommandIDs } from './commandids';
import type { FolderKind, IFolderRow } from './tree';

interface IPlaced {
  id: string;
  name: string;
  folder_id?: string | null;
}

const text = (description: string) => ({
  type: 'string' as const,
  description
});

/** Folders of specifications, instances and artifacts. */
export const foldersPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:folders',
  description: 'Folders for specifications, instances and artifacts.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (app: JupyterFrontEnd, jx: IJupyterExt) => {
    const { commands } = app;
    const { actions, trans } = jx;
    const attempt = async (title: string, act: () => Promise<unknown>) => {
      try {
        return await act();
      } catch (error) {
        jx.reportError(title, error);
        return null;
      }
    };
    const kind = text('specification, instance or artifact');
    const id = text('The id of the folder');

    commands.addCommand(CommandIDs.open, {
      label: trans.__('Open'),
      describedBy: {
        args: {
          type: 'object',
          required: ['kind', 'id'],
          properties: { kind, id }
        }
      },
      execute: args => jx.open(`${args.kind}s`, '', String(args.id))
    });
    commands.addCommand(CommandIDs.create, {
      label: trans.__('New Folder…'),
      describedBy: {
        args: {
          type: 'object',
          required: ['kind'],
          properties: {
            kind,
            folder: text('The folder that it is made in; none: at the top')
          }
        }
      },
      execute: args =>
        attempt(trans.__('The folder was not made'), async () => {
          const { newFolder } = await import('./dialogs');
          const parent = args.folder ? String(args.folder) : null;
          return newFolder(jx, args.kind as FolderKind, parent);
        })
    });
    commands.addCommand(CommandIDs.rename, {
      label: trans.__('Rename…'),
      describedBy: {
        args: { type: 'object', required: ['id'], properties: { id } }
      },
      execute: args =>
        attempt(trans.__('The folder was not renamed'), async () => {
          const { renameFolder } = await import('./dialogs');
          return renameFolder(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.remove, {
      label: trans.__('Delete…'),
      describedBy: {
        args: { type: 'object', required: ['id'], properties: { id } }
      },
      execute: args =>
        attempt(trans.__('The folder was not deleted'), async () => {
          const { deleteFolder } = await import('./dialogs');
          return deleteFolder(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.move, {
      label: trans.__('Move…'),
      caption: trans.__('Into another folder'),
      icon: moveIcon,
      describedBy: {
        args: {
          type: 'object',
          required: ['kind', 'what'],
          properties: {
            kind,
            objects: { type: 'array', items: text('The id of an object') },
            folders: { type: 'array', items: id },
            what: text('What is moved, in words'),
            from: {
              type: ['string', 'null'],
              description: trans.__(
                'The folder where all of it is; null: at the top; none: not said'
              )
            }
          }
        }
      },
      execute: args =>
        attempt(trans.__('Nothing was moved'), async () => {
          const { askAndMove } = await import('./movedialog');
          return askAndMove(jx, {
            kind: args.kind as FolderKind,
            objects: (args.objects as string[] | undefined) ?? [],
            folders: (args.folders as string[] | undefined) ?? [],
            what: String(args.what),
            from: args.from as string | null | undefined
          });
        })
    });

    for (const one of ['specification', 'instance', 'artifact'] as const) {
      actions.add(one, {
        command: CommandIDs.move,
        args: (row: IPlaced): ReadonlyJSONObject => ({
          kind: one,
          objects: [row.id],
          what: row.name,
          from: row.folder_id ?? null
        }),
        needs: 'owner',
        rank: 215,
        button: 50
      });
    }
    actions.add('folder', {
      command: CommandIDs.open,
      args: ({ folder }: IFolderRow) => ({ kind: folder.kind, id: folder.id }),
      rank: 0
    });
    actions.add('folder', {
      command: CommandIDs.create,
      args: ({ folder }: IFolderRow) => ({
        kind: folder.kind,
        folder: folder.id
      }),
      rank: 100
    });
    actions.add('folder', { command: CommandIDs.rename, rank: 200 });
    actions.add('folder', {
      command: CommandIDs.move,
      args: ({ folder }: IFolderRow): ReadonlyJSONObject => ({
        kind: folder.kind,
        folders: [folder.id],
        what: folder.name,
        from: folder.parent_id ?? null
      }),
      rank: 210
    });
    actions.add('folder', { command: CommandIDs.remove, rank: 300 });
  }
};
