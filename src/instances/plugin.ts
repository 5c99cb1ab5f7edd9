import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { copyIcon, deleteIcon, editIcon } from '@jupyterlab/ui-components';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { beginningId } from '../ui/beginning';
import { instanceIcon } from '../ui/icons';
import { lazyPage } from '../ui/lazypage';
import { addStar } from '../ui/starring';
import { CommandIDs } from './commandids';

type Instance = components['schemas']['InstanceRecord'];

/** Instances: the wizard that makes them, and their pages. */
export const instancesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:instances',
  description: 'Makes instances of specifications and shows them.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (app: JupyterFrontEnd, jx: IJupyterExt) => {
    const { commands } = app;
    const { trans } = jx;

    jx.addPage({
      kind: 'instance',
      icon: instanceIcon,
      label: trans.__('Instance'),
      render: lazyPage(async () => (await import('./page')).InstancePage)
    });
    jx.addPage({
      kind: 'instance-wizard',
      icon: instanceIcon,
      label: trans.__('New instance'),
      render: lazyPage(async () => (await import('./wizardpage')).WizardPage)
    });

    jx.addPage({
      kind: 'instance-outputs',
      icon: instanceIcon,
      label: trans.__('Organise outputs'),
      render: lazyPage(async () => (await import('./organise')).OrganisePage)
    });

    const describedBy = {
      args: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: 'The id of the instance' }
        }
      }
    } as const;
    const attempt = async (title: string, act: () => Promise<unknown>) => {
      try {
        return await act();
      } catch (error) {
        jx.reportError(title, error);
        return null;
      }
    };

    commands.addCommand(CommandIDs.create, {
      label: args =>
        args.draft
          ? trans.__('New Instance… (Register It First)')
          : args.isLauncher
            ? trans.__('Instance')
            : trans.__('New Instance…'),
      caption: args =>
        args.draft
          ? trans.__('Only registered specifications can have instances.')
          : trans.__('Bind data to a registered specification'),
      icon: args => (args.isPalette ? undefined : instanceIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            specification: {
              type: 'string',
              description: 'Its id; without it the wizard begins by choosing'
            },
            folder: {
              type: 'string',
              description: 'The folder it is made in; without it at the top'
            },
            draft: {
              type: 'boolean',
              description: 'Whether it is a draft, of which there are none'
            }
          }
        }
      },
      isEnabled: args => !args.draft,
      execute: args =>
        jx.open(
          'instance-wizard',
          beginningId({
            specification: args.specification && String(args.specification),
            folder: args.folder && String(args.folder)
          })
        )
    });
    commands.addCommand(CommandIDs.copy, {
      label: trans.__('Copy…'),
      caption: trans.__(
        'Make one like it, with changes; sessions aren’t copied'
      ),
      icon: copyIcon,
      describedBy,
      execute: args =>
        jx.open('instance-wizard', beginningId({ copy: String(args.id) }))
    });
    commands.addCommand(CommandIDs.openSpecification, {
      label: trans.__('Open Specification'),
      describedBy: {
        args: {
          ...describedBy.args,
          properties: {
            id: { type: 'string', description: 'The id of the specification' }
          }
        }
      },
      execute: args => jx.open('specification', String(args.id))
    });
    commands.addCommand(CommandIDs.organise, {
      label: trans.__('Organise Outputs…'),
      caption: trans.__('Move the artifacts that it writes into folders'),
      describedBy,
      execute: args => jx.open('instance-outputs', String(args.id))
    });
    commands.addCommand(CommandIDs.edit, {
      label: trans.__('Edit…'),
      caption: trans.__('Its name, description, note, tags and runtime'),
      icon: editIcon,
      describedBy,
      execute: args =>
        attempt(trans.__('The instance was not changed'), async () => {
          const { editInstance } = await import('./actions');
          return editInstance(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.editParameters, {
      label: trans.__('Edit Parameters…'),
      describedBy,
      execute: args =>
        attempt(trans.__('The parameters were not changed'), async () => {
          const { editParameters } = await import('./actions');
          return editParameters(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.promote, {
      label: trans.__('Keep as an Instance'),
      describedBy,
      execute: args =>
        attempt(trans.__('The instance was not changed'), async () => {
          const { promoteInstance } = await import('./actions');
          return promoteInstance(jx, String(args.id));
        })
    });
    commands.addCommand(CommandIDs.remove, {
      label: trans.__('Delete…'),
      icon: deleteIcon,
      describedBy,
      execute: args =>
        attempt(trans.__('The instance was not deleted'), async () => {
          const { deleteInstance } = await import('./actions');
          return deleteInstance(jx, String(args.id));
        })
    });

    addStar(jx, {
      kind: 'instance',
      command: CommandIDs.star,
      get: id =>
        jx.api.get('/instances/{instance_id}', { path: { instance_id: id } }),
      update: (id, body) =>
        jx.api.patch('/instances/{instance_id}', {
          path: { instance_id: id },
          body
        })
    });

    jx.actions.add('instance', {
      command: 'jupyter-ext:open',
      args: (row: Instance) => ({ kind: 'instance', id: row.id }),
      rank: 0
    });
    jx.actions.add('instance', {
      command: CommandIDs.openSpecification,
      args: ({ specification }: Instance) => ({ id: specification.id }),
      isVisible: ({ specification }: Instance) => !specification.deleted,
      rank: 5
    });
    jx.actions.add('instance', {
      command: CommandIDs.promote,
      needs: 'editor',
      isVisible: (row: Instance) => row.ad_hoc,
      rank: 190
    });
    jx.actions.add('instance', {
      command: CommandIDs.edit,
      needs: 'editor',
      rank: 205,
      button: 80
    });
    jx.actions.add('instance', {
      command: CommandIDs.editParameters,
      needs: 'editor',
      rank: 210
    });
    jx.actions.add('instance', {
      command: CommandIDs.copy,
      rank: 212,
      button: 30
    });
    jx.actions.add('instance', {
      command: CommandIDs.organise,
      needs: 'owner',
      rank: 220
    });
    jx.actions.add('instance', {
      command: CommandIDs.remove,
      needs: 'owner',
      rank: 320,
      button: 90
    });
    jx.actions.add('new', {
      command: CommandIDs.create,
      args: () => ({}),
      creates: 'instance',
      rank: 20
    });
  }
};
