import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  copyIcon,
  deleteIcon,
  downloadIcon,
  editIcon
} from '@jupyterlab/ui-components';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { artifactIcon } from '../ui/icons';
import { lazyPage } from '../ui/lazypage';
import { addStar } from '../ui/starring';
import { CommandIDs } from './commandids';

type Artifact = components['schemas']['ArtifactRecord'];
type Version = components['schemas']['ArtifactVersionRecord'];

const id = (description: string) =>
  ({
    args: {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string', description } }
    }
  }) as const;

/** Artifacts: uploaded, taken from files here, shown, deleted. */
export const artifactsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:artifacts',
  description: 'Keeps files as versions of artifacts and shows them.',
  autoStart: true,
  requires: [IJupyterExt],
  optional: [IRenderMimeRegistry, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    jx: IJupyterExt,
    rendermime: IRenderMimeRegistry | null,
    browser: IDefaultFileBrowser | null
  ) => {
    const { commands } = app;
    const { trans } = jx;
    const attempt = async (title: string, act: () => Promise<unknown>) => {
      try {
        return await act();
      } catch (error) {
        jx.reportError(title, error);
        return null;
      }
    };
    /** The paths selected in the file browser. */
    const selected = () =>
      Array.from(browser?.selectedItems() ?? [], item => item.path);

    jx.addPage({
      kind: 'artifact',
      icon: artifactIcon,
      label: trans.__('Artifact'),
      render: lazyPage(async () => {
        const { artifactPage } = await import('./page');
        return artifactPage(rendermime);
      })
    });
    jx.addPage({
      kind: 'artifacts',
      icon: artifactIcon,
      label: trans.__('Artifacts'),
      render: lazyPage(async () => (await import('./listpage')).ArtifactsPage)
    });

    commands.addCommand(CommandIDs.upload, {
      label: args =>
        args.isLauncher
          ? trans.__('Artifact')
          : args.artifact
            ? trans.__('Upload Version…')
            : trans.__('Upload Artifact…'),
      caption: trans.__('Keep a file of this computer as an artifact version'),
      icon: args => (args.isPalette ? undefined : artifactIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            artifact: {
              type: 'string',
              description:
                'The artifact that gets the version; default: a new one'
            },
            folder: {
              type: 'string',
              description: 'The folder of a new one; default: the top'
            }
          }
        }
      },
      execute: args =>
        attempt(trans.__('The file was not uploaded'), async () => {
          const { uploadArtifact } = await import('./dialogs');
          return uploadArtifact(
            jx,
            args.artifact ? String(args.artifact) : null,
            args.folder ? String(args.folder) : null
          );
        })
    });
    commands.addCommand(CommandIDs.addFile, {
      label: trans.__('Add as Artifact Version…'),
      caption: trans.__('Keep the file as it is now'),
      icon: artifactIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: 'The file or folder; default: what is selected'
            }
          }
        }
      },
      isEnabled: args => !!args.path || selected().length > 0,
      execute: args =>
        attempt(trans.__('The file was not added'), async () => {
          const { addFromServer } = await import('./dialogs');
          const paths = args.path ? [String(args.path)] : selected();
          const made = [];
          for (const path of paths) {
            made.push(await addFromServer(jx, path));
          }
          return made;
        })
    });
    commands.addCommand(CommandIDs.edit, {
      label: trans.__('Edit…'),
      caption: trans.__('Its name, description, note and tags'),
      icon: editIcon,
      describedBy: id('The id of the artifact'),
      execute: args =>
        attempt(trans.__('The artifact was not changed'), async () => {
          const { editArtifact } = await import('./dialogs');
          return editArtifact(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.copy, {
      label: trans.__('Copy…'),
      caption: trans.__('Make one with the same versions'),
      icon: copyIcon,
      describedBy: id('The id of the artifact'),
      execute: args =>
        attempt(trans.__('The artifact was not copied'), async () => {
          const { copyArtifact } = await import('./dialogs');
          return copyArtifact(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.remove, {
      label: trans.__('Delete…'),
      icon: deleteIcon,
      describedBy: id('The id of the artifact'),
      execute: args =>
        attempt(trans.__('The artifact was not deleted'), async () => {
          const { deleteArtifact } = await import('./dialogs');
          return deleteArtifact(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.download, {
      label: args =>
        args.newest
          ? trans.__('Download Newest Version')
          : trans.__('Download'),
      icon: downloadIcon,
      describedBy: id('The id of the version'),
      execute: args => {
        const link = document.createElement('a');
        link.href = jx.api.url('/artifact-versions/{version_id}/content', {
          version_id: String(args.id)
        });
        link.download = '';
        link.click();
      }
    });
    commands.addCommand(CommandIDs.removeVersion, {
      label: trans.__('Delete Version…'),
      describedBy: id('The id of the version'),
      execute: args =>
        attempt(trans.__('The version was not deleted'), async () => {
          const { deleteVersion } = await import('./dialogs');
          return deleteVersion(jx, String(args.id));
        })
    });

    addStar(jx, {
      kind: 'artifact',
      command: CommandIDs.star,
      get: artifact =>
        jx.api.get('/artifacts/{artifact_id}', {
          path: { artifact_id: artifact }
        }),
      update: (artifact, body) =>
        jx.api.patch('/artifacts/{artifact_id}', {
          path: { artifact_id: artifact },
          body
        })
    });

    const { actions } = jx;
    actions.add('artifact', {
      command: 'jupyter-ext:open',
      args: (row: Artifact) => ({ kind: 'artifact', id: row.id }),
      rank: 0
    });
    actions.add('artifact', {
      command: CommandIDs.download,
      args: (row: Artifact) => ({ id: row.newest!.id, newest: true }),
      isVisible: (row: Artifact) => !!row.newest && !row.newest.deleted_at,
      rank: 10,
      button: 5
    });
    actions.add('artifact', {
      command: CommandIDs.upload,
      needs: 'editor',
      args: (row: Artifact) => ({ artifact: row.id }),
      rank: 100
    });
    actions.add('artifact', {
      command: CommandIDs.edit,
      needs: 'editor',
      rank: 205,
      button: 80
    });
    actions.add('artifact', {
      command: CommandIDs.copy,
      rank: 210,
      button: 30
    });
    actions.add('artifact', {
      command: CommandIDs.remove,
      needs: 'owner',
      rank: 300,
      button: 90
    });
    const isThere = (row: Version) => !row.deleted_at;
    actions.add('artifact-version', {
      command: CommandIDs.download,
      isVisible: isThere,
      rank: 0
    });
    actions.add('artifact-version', {
      command: CommandIDs.removeVersion,
      needs: 'owner',
      isVisible: isThere,
      rank: 100
    });
    actions.add('new', {
      command: CommandIDs.upload,
      args: () => ({}),
      creates: 'artifact',
      rank: 30
    });
  }
};
