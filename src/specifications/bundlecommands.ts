import { downloadIcon, fileUploadIcon } from '@jupyterlab/ui-components';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { CommandIDs } from './commandids';

type Specification = components['schemas']['SpecificationRecord'];
type Version = components['schemas']['SpecificationVersionRecord'];

/** Taking specifications from one installation to another. */
export function addBundles(jx: IJupyterExt): void {
  const { actions, commands, trans } = jx;

  commands.addCommand(CommandIDs.exportBundle, {
    label: trans.__('Export'),
    caption: args =>
      args.empty
        ? trans.__('Commit a version first: only versions are exported.')
        : trans.__('Save versions as one file, for another installation'),
    icon: args => (args.isPalette ? undefined : downloadIcon),
    describedBy: {
      args: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string', description: 'The id of the specification' },
          versions: {
            type: 'array',
            items: { type: 'integer' },
            description: 'Their numbers; by default all'
          }
        }
      }
    },
    isEnabled: args => !args.empty,
    execute: async args => {
      try {
        const { exportSpecification } = await import('./bundles');
        return await exportSpecification(
          jx,
          String(args.id),
          (args.versions as number[] | undefined) ?? []
        );
      } catch (error) {
        jx.reportError(trans.__('It was not exported'), error);
        return null;
      }
    }
  });

  commands.addCommand(CommandIDs.importBundle, {
    label: trans.__('Import Specification…'),
    caption: trans.__('A specification from a file that was exported'),
    icon: args => (args.isPalette ? undefined : fileUploadIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          folder: {
            type: 'string',
            description: 'The folder of a new one; default: the top'
          }
        }
      }
    },
    execute: async args => {
      try {
        const { importSpecification } = await import('./bundles');
        return await importSpecification(
          jx,
          args.folder ? String(args.folder) : null
        );
      } catch (error) {
        jx.reportError(trans.__('It was not imported'), error);
        return null;
      }
    }
  });

  actions.add('specification', {
    command: CommandIDs.exportBundle,
    args: (row: Specification) => ({ id: row.id, empty: !row.newest_version }),
    rank: 140,
    button: 70
  });
  actions.add('specification-version', {
    command: CommandIDs.exportBundle,
    args: (row: Version) => ({
      id: row.specification_id,
      versions: [row.number]
    }),
    rank: 10
  });
  actions.add('new', {
    command: CommandIDs.importBundle,
    args: () => ({}),
    rank: 12
  });
}
