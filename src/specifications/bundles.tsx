import { Notification } from '@jupyterlab/apputils';
import * as React from 'react';

import { ApiError, IReceivedFile, isAbort } from '../api/request';
import type { components } from '../api/schema';
import { FileField } from '../artifacts/filefield';
import { forgetUpload, sendFile } from '../artifacts/upload';
import { FolderField } from '../folders/picker';
import { IJupyterExt } from '../tokens';
import {
  Field,
  IChoice,
  IControlProps,
  ProgressBar,
  SearchSelect,
  SelectField,
  TextField,
  saveReceived,
  showForm,
  useJx,
  useTrans
} from '../ui';

type Specification = components['schemas']['SpecificationRecord'];
type ImportResult = components['schemas']['ImportResult'];

const FOUND_AT_MOST = 30;

/**
 * Save a specification as one file, beside everything else; null: stopped. No
 * numbers: all versions.
 */
export function exportSpecification(
  jx: IJupyterExt,
  id: string,
  versions: readonly number[] = []
): Promise<IReceivedFile | null> {
  return saveReceived(jx, jx.trans.__('Exporting the specification'), how =>
    jx.api.file('/specifications/{specification_id}/export', {
      path: { specification_id: id },
      body: { versions: [...versions] },
      ...how
    })
  );
}

interface IImportForm {
  file: File | null;
  as: 'new' | 'further';
  name: string;
  into: Specification | null;
  /** Of a new one; null: the top. */
  folder: string | null;
  /** 0 to 1 while it is on its way; null: not yet, or being looked at. */
  progress: number | null;
}

/** Ask for a file and what becomes of it; null: given up. */
export async function importSpecification(
  jx: IJupyterExt,
  folder: string | null = null
): Promise<ImportResult | null> {
  const { api, trans } = jx;
  let control = new AbortController();
  const done = await showForm<IImportForm, ImportResult>(jx, {
    title: trans.__('Import a specification'),
    accept: trans.__('Import'),
    initial: {
      file: null,
      as: 'new',
      name: '',
      into: null,
      folder,
      progress: null
    },
    validate: form => ({
      ...(form.file ? {} : { file: trans.__('Choose a file.') }),
      ...(form.as === 'further' && !form.into
        ? { into: trans.__('Choose the specification.') }
        : {})
    }),
    stop: () => control.abort(),
    submit: async (form, set) => {
      control = new AbortController();
      const file = form.file!;
      const { signal } = control;
      try {
        const upload = await sendFile(api, file, {
          signal,
          onProgress: progress => set({ progress })
        });
        try {
          return await api.post('/specification-imports', {
            body: {
              upload_id: upload,
              name: form.as === 'new' ? form.name.trim() || null : null,
              into: form.as === 'further' ? form.into!.id : null,
              folder_id: form.as === 'new' ? form.folder : null
            }
          });
        } finally {
          forgetUpload(file);
        }
      } catch (error) {
        if (isAbort(error)) {
          const text = trans.__(
            'Stopped. Press Import to go on from where it was.'
          );
          throw new ApiError(0, 'stopped', text, 'file');
        }
        if (error instanceof ApiError && error.field === 'bundle') {
          // At the field that mends it: another file.
          throw new ApiError(error.status, error.code, error.message, 'file');
        }
        throw error;
      } finally {
        set({ progress: null });
      }
    },
    render: form => (
      <>
        <p className="jx-Dialog-text">
          {trans.__(
            'A file that was exported by jupyter-ext. Import only what comes from somebody you trust: its code runs as you when you run it.'
          )}
        </p>
        <FileField
          accept=".zip"
          file={form.value.file}
          error={form.error('file')}
          disabled={form.busy}
          onChange={file => form.set({ file })}
        />
        <SelectField
          label={trans.__('Import as')}
          value={form.value.as}
          options={[
            { value: 'new', label: trans.__('A new specification') },
            {
              value: 'further',
              label: trans.__('Further versions of a specification')
            }
          ]}
          disabled={form.busy}
          onChange={as => form.set({ as: as as IImportForm['as'] })}
        />
        {form.value.as === 'new' ? (
          <>
            <TextField
              label={trans.__('Name')}
              placeholder={trans.__('as it was exported')}
              value={form.value.name}
              error={form.error('name')}
              disabled={form.busy}
              onChange={name => form.set({ name })}
            />
            <FolderField
              kind="specification"
              value={form.value.folder}
              error={form.error('folder_id')}
              disabled={form.busy}
              onChange={chosen => form.set({ folder: chosen })}
            />
          </>
        ) : (
          <Field
            label={trans.__('Specification')}
            required
            error={form.error('into')}
            description={trans.__(
              'It gets the versions that it doesn’t have yet.'
            )}
          >
            {control => (
              <SpecificationSelect
                {...control}
                value={form.value.into}
                disabled={form.busy}
                onChange={into => form.set({ into })}
              />
            )}
          </Field>
        )}
        {form.value.progress !== null && (
          <ProgressBar
            value={form.value.progress < 1 ? form.value.progress : null}
            label={
              form.value.progress < 1
                ? trans.__('Uploading')
                : trans.__('Checking')
            }
          />
        )}
      </>
    )
  });
  if (done) {
    announce(jx, done);
    await jx.open('specification', done.specification.id);
  }
  return done;
}

/** Say what came of an import. */
function announce(jx: IJupyterExt, done: ImportResult): void {
  const { trans } = jx;
  const count = done.versions.length;
  const { name } = done.specification;
  const message = count
    ? trans._n(
        '%2: %1 version was imported',
        '%2: %1 versions were imported',
        count,
        name
      )
    : trans.__('%1 has all versions of the file already', name);
  Notification.emit(message, count ? 'success' : 'info', { autoClose: 6000 });
}

function SpecificationSelect(
  props: IControlProps & {
    value: Specification | null;
    onChange: (value: Specification | null) => void;
    disabled?: boolean;
  }
): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const { value, onChange, ...rest } = props;
  const choice = (one: Specification): IChoice<Specification> => ({
    id: one.id,
    label: one.name,
    note: one.newest_version
      ? trans._n('%1 version', '%1 versions', one.newest_version)
      : trans.__('no version yet'),
    value: one
  });
  return (
    <SearchSelect<Specification>
      {...rest}
      placeholder={trans.__('Search by name, text, tag or id…')}
      value={value && choice(value)}
      onChange={found => onChange(found?.value ?? null)}
      search={async (text, signal) => {
        const page = await jx.api.get('/specifications', {
          query: { q: text, sort: '-updated_at', limit: FOUND_AT_MOST },
          signal
        });
        return page.items.map(choice);
      }}
    />
  );
}
