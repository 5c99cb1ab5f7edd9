import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { FolderField } from '../folders/picker';
import { IPageProps } from '../tokens';
import { useKernelNames } from '../runtimes/dialog';
import {
  ActionButton,
  Banner,
  FieldErrors,
  SelectField,
  TextField,
  describeError,
  fieldErrors,
  useJx,
  useTrans
} from '../ui';
import { readBeginning } from '../ui/beginning';
import { CommandIDs } from './commandids';
import { PARTS, Problem, Signature, emptySignature } from './signature';
import { SignatureEditor } from './signatureeditor';

/** A specification from nothing: signature first, then a starter notebook. */
export function NewSpecificationPage(props: IPageProps): JSX.Element {
  const { page } = props;
  const jx = useJx();
  const trans = useTrans();
  const kernels = useKernelNames();
  const [name, setName] = React.useState('');
  const [description, setDescription] = React.useState('');
  const begun = readBeginning<'cwd' | 'folder'>(props.id);
  const [cwd, setCwd] = React.useState(begun.cwd ?? '');
  const [folder, setFolder] = React.useState(begun.folder ?? null);
  const [kernel, setKernel] = React.useState('');
  const [signature, setSignature] = React.useState<Signature>(emptySignature);
  const [problems, setProblems] = React.useState<Problem[]>([]);
  const [errors, setErrors] = React.useState<FieldErrors>({});
  const [refusal, setRefusal] = React.useState<unknown>(null);
  const dirty =
    !!name || !!description || PARTS.some(part => signature[part].length > 0);

  React.useEffect(() => {
    page.setLeaveGuard(
      dirty
        ? {
            title: trans.__('Leave without creating it?'),
            body: trans.__('What you have declared would be lost.'),
            accept: trans.__('Leave')
          }
        : null
    );
  }, [dirty]);
  React.useEffect(() => {
    const control = new AbortController();
    const timer = window.setTimeout(() => {
      jx.api
        .post('/signatures/check', {
          body: { signature },
          signal: control.signal
        })
        .then(
          report => setProblems(report.problems),
          // The server checks again when it is created.
          () => undefined
        );
    }, 300);
    return () => {
      control.abort();
      window.clearTimeout(timer);
    };
  }, [signature]);

  const create = async () => {
    if (!name.trim()) {
      setErrors({ name: trans.__('Give the specification a name.') });
      return;
    }
    setErrors({});
    setRefusal(null);
    try {
      const made = await jx.api.post('/specifications', {
        body: {
          name: name.trim(),
          description,
          starter_folder: cwd.trim(),
          folder_id: folder,
          kernelspec: kernel || null,
          signature
        }
      });
      page.setLeaveGuard(null);
      await jx.commands.execute(CommandIDs.openBody, { path: made.path });
      await jx.commands.execute(CommandIDs.showSignature);
      page.dispose();
    } catch (error) {
      const found = fieldErrors(error);
      setErrors(found);
      const shown = [
        'name',
        'description',
        'starter_folder',
        'kernelspec',
        'folder_id'
      ];
      const isShown = Object.keys(found).some(field => shown.includes(field));
      setRefusal(isShown ? null : error);
    }
  };
  return (
    <div className="jx-FormPage">
      <header className="jx-FormPage-head">
        <h1>{trans.__('New specification')}</h1>
        <p className="jx-quiet">
          {trans.__(
            'Say what goes in and what comes out; a notebook that reads and writes it is made for you to fill in.'
          )}
        </p>
      </header>
      <div className="jx-FormPage-body">
        {refusal !== null && (
          <Banner tone="error">{describeError(refusal, trans).message}</Banner>
        )}
        <TextField
          label={trans.__('Name')}
          required
          value={name}
          error={errors.name}
          description={
            name.trim()
              ? trans.__('The notebook will be called %1.ipynb', name.trim())
              : undefined
          }
          onChange={text => {
            setName(text);
            setErrors(now => ({ ...now, name: '' }));
          }}
        />
        <TextField
          label={trans.__('Description')}
          multiline
          value={description}
          error={errors.description}
          onChange={setDescription}
        />
        <div className="jx-Pair">
          <TextField
            label={trans.__('Where the notebook is written')}
            placeholder={trans.__('the top folder')}
            value={cwd}
            error={errors.starter_folder}
            onChange={setCwd}
          />
          <SelectField
            label={trans.__('Kernel')}
            value={kernel}
            options={[
              { value: '', label: trans.__('The server’s default') },
              ...kernels
            ]}
            error={errors.kernelspec}
            onChange={setKernel}
          />
        </div>
        <FolderField
          kind="specification"
          description={trans.__('Where it is found in the list.')}
          value={folder}
          error={errors.folder_id}
          onChange={setFolder}
        />
        <SignatureEditor
          signature={signature}
          problems={problems}
          onChange={setSignature}
        />
      </div>
      <footer className="jx-Foot">
        <Button className="jx-Button jx-mod-plain" onClick={() => page.close()}>
          {trans.__('Cancel')}
        </Button>
        <ActionButton
          primary
          label={trans.__('Create specification')}
          disabled={
            problems.length ? trans.__('Mend the marked fields first.') : null
          }
          onClick={create}
        />
      </footer>
    </div>
  );
}
