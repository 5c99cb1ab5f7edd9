import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';

import { ApiError } from '../api/request';
import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import {
  Banner,
  Bytes,
  CheckField,
  Field,
  IForm,
  TextField,
  showForm,
  useJx
} from '../ui';
import type { Signature } from './signature';

type CommitResult = components['schemas']['CommitResult'];
type Proposal = components['schemas']['Proposal'];
type Specification = components['schemas']['SpecificationRecord'];

/** A file whose saved state is committed: an open notebook, or a script. */
export interface ICommitSource {
  path: string;
  /** The signature to commit; null: what the file itself says. */
  signature: Signature | null;
  specificationId: string | null;
  /** Bring what is on the screen to the disk. */
  save: () => Promise<void>;
  /** Write into the file whose body it is. */
  setSpecification: (id: string | null) => void;
  /** Replace the signature in the file. */
  setSignature: (signature: Signature) => void;
}

type Question = 'signature_differs' | 'path_differs';
type Answer = 'keep' | 'path' | 'new';

interface ICommitForm {
  name: string;
  comment: string;
  /** The accompanying files that were proposed, and whether they come along. */
  files: Record<string, boolean>;
  /** More of them, one path or glob a line. */
  globs: string;
  /** What was decided where the server asked; null: not decided. */
  answer: Answer | null;
}

/** The question that a refused commit asks, if it asks one. */
export function questionOf(error: unknown): Question | null {
  if (!(error instanceof ApiError) || error.status !== 409) {
    return null;
  }
  const said = [error.code, error.details?.reason, error.details?.question];
  return said.includes('signature_differs')
    ? 'signature_differs'
    : said.includes('path_differs')
      ? 'path_differs'
      : null;
}

/** The files that come along: those ticked, and the lines typed. */
export function chosenFiles(form: {
  files: Record<string, boolean>;
  globs: string;
}): string[] {
  const ticked = Object.keys(form.files).filter(path => form.files[path]);
  const typed = form.globs
    .split('\n')
    .map(line => line.trim())
    .filter(line => line);
  return [...new Set([...ticked, ...typed])];
}

/** `risk model.ipynb` → `risk model`. */
export function stem(path: string): string {
  const name = PathExt.basename(path);
  return name.slice(0, name.length - PathExt.extname(name).length) || name;
}

/**
 * Save a file and commit it as the newest version of its specification; the
 * first commit makes the specification. Null: given up.
 */
export async function commitVersion(
  jx: IJupyterExt,
  source: ICommitSource
): Promise<CommitResult | null> {
  const { trans } = jx;
  await source.save();
  const proposal = await jx.api.post('/signatures/propose', {
    body: { path: source.path }
  });
  const known = await specificationOf(jx, source, proposal);
  let question: Question | null = null;
  let differences: string[] = [];
  const result = await showForm<ICommitForm, CommitResult>(jx, {
    title: known
      ? trans.__('Commit a version of %1', known.name)
      : trans.__('Commit the first version'),
    accept: trans.__('Commit version'),
    wide: true,
    initial: {
      name: stem(source.path),
      comment: '',
      files: Object.fromEntries(proposal.files.map(one => [one.path, true])),
      globs: '',
      answer: null
    },
    validate: form => {
      const isNew = !known || form.answer === 'new';
      if (isNew && !form.name.trim()) {
        return { name: trans.__('Give the specification a name.') };
      }
      if (question && !form.answer) {
        return { answer: trans.__('Choose how to go on.') };
      }
      return {} as Record<string, string>;
    },
    submit: async form => {
      try {
        return await send(jx, source, known, form);
      } catch (error) {
        const asked = questionOf(error);
        if (!asked) {
          throw error;
        }
        question = asked;
        const told = (error as ApiError).details?.differences;
        differences = Array.isArray(told) ? told.map(String) : [];
        throw new ApiError(
          409,
          asked,
          (error as ApiError).message,
          'answer',
          (error as ApiError).details
        );
      }
    },
    render: form => (
      <CommitFields
        form={form}
        known={known}
        path={source.path}
        proposal={proposal}
        question={question}
        differences={differences}
      />
    )
  });
  if (result) {
    announceCommit(jx, result);
  }
  return result;
}

/** The specification that the file belongs to, if it is (still) there. */
async function specificationOf(
  jx: IJupyterExt,
  source: ICommitSource,
  proposal: Proposal
): Promise<Specification | null> {
  const found = proposal.specification;
  return found && !found.deleted_at ? found : null;
}

async function send(
  jx: IJupyterExt,
  source: ICommitSource,
  known: Specification | null,
  form: ICommitForm
): Promise<CommitResult> {
  const files = chosenFiles(form);
  const { comment } = form;
  if (known && form.answer !== 'new') {
    if (form.answer === 'keep') {
      source.setSignature(known.signature);
      await source.save();
    }
    return commit(jx, known.id, source, {
      comment,
      files,
      resolution:
        form.answer === 'keep'
          ? 'keep_registered'
          : form.answer === 'path'
            ? 'accept_path'
            : null
    });
  }
  const created = await jx.api.post('/specifications', {
    body: {
      name: form.name.trim(),
      path: source.path,
      ...(source.signature ? { signature: source.signature } : {})
    }
  });
  const before = source.specificationId;
  try {
    source.setSpecification(created.id);
    await source.save();
    return await commit(jx, created.id, source, {
      comment,
      files,
      resolution: null
    });
  } catch (error) {
    // Nothing half made: a specification without a version would stay behind.
    source.setSpecification(before);
    await source.save().catch(() => undefined);
    await jx.api
      .delete('/specifications/{specification_id}', {
        path: { specification_id: created.id }
      })
      .catch(reason => console.warn(reason));
    throw error;
  }
}

function commit(
  jx: IJupyterExt,
  id: string,
  source: ICommitSource,
  options: {
    comment: string;
    files: string[];
    resolution: 'keep_registered' | 'accept_path' | null;
  }
): Promise<CommitResult> {
  return jx.api.post('/specifications/{specification_id}/versions', {
    path: { specification_id: id },
    body: { path: source.path, signature: source.signature, ...options }
  });
}

function announceCommit(jx: IJupyterExt, result: CommitResult): void {
  const { trans } = jx;
  const { specification, version, created } = result;
  const message = created
    ? trans.__('Committed version %1 of %2', version.number, specification.name)
    : trans.__(
        'Nothing has changed since version %1 of %2',
        version.number,
        specification.name
      );
  Notification.emit(
    [message, ...(result.warnings ?? [])].join('\n'),
    result.warnings?.length ? 'warning' : created ? 'success' : 'info',
    {
      autoClose: 8000,
      actions: [
        {
          label: trans.__('Open'),
          callback: () => void jx.open('specification', specification.id)
        }
      ]
    }
  );
}

function CommitFields(props: {
  form: IForm<ICommitForm>;
  known: Specification | null;
  path: string;
  proposal: Proposal;
  question: Question | null;
  differences: string[];
}): JSX.Element {
  const { form, known, proposal, question } = props;
  const { trans } = useJx();
  const { value, set } = form;
  const refusal = form.error('answer');
  const [told, setTold] = React.useState('');
  React.useEffect(() => {
    if (refusal && question) {
      setTold(refusal);
    }
  }, [refusal]);
  return (
    <>
      <p className="jx-Dialog-text">
        {known
          ? trans.__(
              'The saved state of %1 becomes version %2. Runs use it from then on.',
              props.path,
              known.newest_version + 1
            )
          : trans.__(
              'The saved state of %1 becomes version 1 of a new specification, a draft.',
              props.path
            )}
      </p>
      {question && (
        <Question
          question={question}
          text={told}
          differences={props.differences}
          known={known}
          error={told === refusal ? null : refusal}
          answer={value.answer}
          onChange={answer => set({ answer })}
        />
      )}
      {(!known || value.answer === 'new') && (
        <TextField
          label={trans.__('Name')}
          required
          value={value.name}
          error={form.error('name')}
          onChange={name => set({ name })}
        />
      )}
      <TextField
        label={trans.__('Comment')}
        multiline
        placeholder={trans.__('What is different in this version?')}
        value={value.comment}
        error={form.error('comment')}
        onChange={comment => set({ comment })}
      />
      <Files form={form} proposal={proposal} />
      {proposal.warnings?.map(warning => (
        <Banner key={warning} tone="warning">
          {warning}
        </Banner>
      ))}
    </>
  );
}

function Files(props: {
  form: IForm<ICommitForm>;
  proposal: Proposal;
}): JSX.Element {
  const { value, set, error } = props.form;
  const { trans } = useJx();
  const { files } = props.proposal;
  const chosen = files.filter(one => value.files[one.path]);
  const size = chosen.reduce((sum, one) => sum + one.size, 0);
  return (
    <fieldset className="jx-Fieldset">
      <legend>
        {trans.__('Accompanying files')}
        {chosen.length > 0 && (
          <span className="jx-quiet">
            {' '}
            {trans._n('%1 file', '%1 files', chosen.length)},{' '}
            <Bytes size={size} />
          </span>
        )}
      </legend>
      <p className="jx-Field-description">
        {files.length
          ? trans.__(
              'Files that the code needs besides its inputs. They come along under the same relative paths.'
            )
          : trans.__('The code names no other file that it needs.')}
      </p>
      {files.map(file => (
        <CheckField
          key={file.path}
          label={file.path}
          value={value.files[file.path] ?? false}
          description={
            <>
              {file.reason && `${file.reason} · `}
              <Bytes size={file.size} />
            </>
          }
          onChange={ticked =>
            set({ files: { ...value.files, [file.path]: ticked } })
          }
        />
      ))}
      <Field
        label={trans.__('More files')}
        error={error('files') ?? fileError(props.form)}
        description={trans.__(
          'One path or pattern a line, such as data/*.csv, relative to the folder of the notebook.'
        )}
      >
        {control => (
          <textarea
            {...control}
            className="jx-Textarea jx-mod-code"
            rows={2}
            spellCheck={false}
            value={value.globs}
            onChange={event => set({ globs: event.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}

/** The server names a file by its place in the list. */
function fileError(form: IForm<ICommitForm>): string | null {
  const count = chosenFiles(form.value).length;
  for (let i = 0; i < count; i++) {
    const error = form.error(`files[${i}]`);
    if (error) {
      return error;
    }
  }
  return null;
}

function Question(props: {
  question: Question;
  text: string;
  differences: string[];
  known: Specification | null;
  error: string | null;
  answer: Answer | null;
  onChange: (answer: Answer) => void;
}): JSX.Element {
  const { trans } = useJx();
  const name = props.known?.name ?? '';
  const group = React.useId();
  const options: [Answer, string, string][] = [
    props.question === 'signature_differs'
      ? [
          'keep',
          trans.__('Take the registered signature'),
          trans.__(
            'The inputs, parameters and outputs in the notebook go back to those of %1.',
            name
          )
        ]
      : [
          'path',
          trans.__('Commit to %1 from here', name),
          trans.__('Its next versions come from this file.')
        ],
    [
      'new',
      trans.__('Make a new specification'),
      trans.__('%1 stays as it is.', name)
    ]
  ];
  return (
    <fieldset className="jx-Fieldset jx-Question" role="radiogroup">
      <Banner tone="warning">
        {props.text}
        {props.differences.length > 0 && (
          <ul className="jx-Dependents">
            {props.differences.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </Banner>
      {options.map(([answer, label, description]) => (
        <label key={answer} className="jx-Radio">
          <input
            type="radio"
            name={group}
            checked={props.answer === answer}
            onChange={() => props.onChange(answer)}
          />
          <span>
            {label}
            <span className="jx-Field-description">{description}</span>
          </span>
        </label>
      ))}
      {props.error && (
        <div className="jx-Field-error" role="alert">
          {props.error}
        </div>
      )}
    </fieldset>
  );
}
