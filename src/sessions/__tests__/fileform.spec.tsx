import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import type { Artifact } from '../../artifacts/picker';
import { initialData, picked } from '../../specifications/data';
import type { Signature } from '../../specifications/signature';
import { renderWith } from '../../ui/__tests__/fake';
import {
  fileBody,
  fileErrors,
  FileForm,
  fileValues,
  IFileValues
} from '../fileform';
import type { ArtifactVersion } from '../records';
import { fakeApp, settle } from './fake';

const trans = nullTranslator.load('jupyter_ext');

const version = (number: number) =>
  ({
    id: `v${number}`,
    number,
    name: `version ${number}`,
    created_at: '2026-11-20T14:02:00Z',
    size: 3,
    session: null
  }) as unknown as ArtifactVersion;

const CASES = {
  id: 'a1',
  name: 'Cases',
  version_count: 2,
  newest: version(2)
} as unknown as Artifact;

const signature = {
  inputs: [
    { alias: 'cases', description: '', required: true },
    { alias: 'extra', description: '', required: false }
  ],
  parameters: [
    { alias: 'rate', type: 'float', default: 0.5, maximum: 1 },
    { alias: 'word', type: 'string', default: 'x' }
  ].map(one => ({ description: '', choices: [], minimum: null, ...one })),
  outputs: []
} as unknown as Signature;

const ODD = {
  ...signature.parameters[0],
  alias: 'constructor',
  type: 'integer',
  maximum: null,
  default: 1
};

/** The dialog's content with its own state; gives what is sent now. */
function show(
  artifact: Artifact | null,
  errors: Record<string, string> = {},
  of: Signature = signature
) {
  const app = fakeApp();
  app.server.on('GET /artifacts/a1/versions', () => ({
    items: [version(2), version(1)],
    total: 2,
    offset: 0
  }));
  const data = initialData(of);
  data.inputs.cases = picked(artifact);
  const found = { values: fileValues(data) };
  function Form(): JSX.Element {
    const [value, setValue] = React.useState<IFileValues>(found.values);
    found.values = value;
    return (
      <FileForm
        signature={of}
        value={value}
        set={patch => setValue({ ...value, ...patch })}
        error={field => errors[field] ?? null}
      />
    );
  }
  renderWith(app.jx, <Form />);
  return {
    sent: () => fileBody(found.values) as any,
    wrong: () => fileErrors(of, found.values, trans)
  };
}

const press = (name: string) =>
  fireEvent.click(screen.getByRole('button', { name }));
const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

describe('several values of a notebook that is run as a session', () => {
  it('are combined and counted; what has none is sent as ever', () => {
    const { sent } = show(CASES);
    expect(sent()).toEqual({
      inputs: { cases: 'v2' },
      parameters: { rate: 0.5, word: 'x' }
    });
    press('Several values of rate');
    type('rate', '0.1\n0.2\n0.3');
    press('Several values of word');
    type('word', 'a\nb');
    expect(sent()).toEqual({
      inputs: { cases: 'v2' },
      parameters: {},
      lists: {
        inputs: {},
        parameters: { rate: [0.1, 0.2, 0.3], word: ['a', 'b'] },
        zipped: []
      }
    });
    expect(
      screen.getByText('Starts 6 sessions: 3 of rate × 2 of word.')
    ).toBeTruthy();
    press('One value of word');
    expect(sent().parameters).toEqual({ word: 'a' });
  });

  it('are zipped, of the same number only', () => {
    const { wrong, sent } = show(CASES);
    press('Several values of rate');
    press('Several values of word');
    type('rate', '0.1\n0.2');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Zip rate' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Zip word' }));
    expect(wrong()).toEqual({
      'lists.parameters.word':
        '1 here, 2 at rate: zipped lists have the same number.'
    });
    type('word', 'a\nb');
    expect(wrong()).toEqual({});
    expect(sent().lists.zipped).toEqual(['rate', 'word']);
  });

  it('are versions of the artifact that was chosen for an input', async () => {
    const { sent, wrong } = show(CASES);
    expect(
      screen.queryByRole('button', { name: 'Several versions of extra' })
    ).toBeNull();
    press('Several versions of cases');
    fireEvent.click(screen.getByLabelText('cases'));
    fireEvent.mouseDown(await screen.findByText('v1 · version 1'));
    await settle();
    expect(sent().inputs).toEqual({});
    expect(sent().lists.inputs).toEqual({ cases: ['v2', 'v1'] });
    expect(wrong()).toEqual({});
    press('Take out v1');
    press('Take out v2');
    expect(wrong()).toEqual({
      'lists.inputs.cases': 'Choose at least one version.'
    });
    press('One version of cases');
    expect(sent().inputs).toEqual({ cases: 'v2' });
  });

  it('begin with nothing where what was typed is no value', () => {
    const { sent, wrong } = show(CASES);
    type('rate', '7');
    expect(Object.keys(wrong())).toEqual(['parameters.rate']);
    press('Several values of rate');
    expect(sent().lists.parameters).toEqual({ rate: [] });
    expect(wrong()).toEqual({
      'lists.parameters.rate': 'Give at least one value.'
    });
  });

  it('are refused by the server at the value', () => {
    show(CASES, { 'lists.parameters.rate.1': 'Give another value.' });
    press('Several values of rate');
    type('rate', '0.1\n0.2');
    expect(screen.getByText('Value 2: Give another value.')).toBeTruthy();
  });
});

it('takes several of a parameter that is called constructor', () => {
  const { sent } = show(CASES, {}, { ...signature, parameters: [ODD] });
  expect(sent().parameters).toEqual({ constructor: 1 });
  press('Several values of constructor');
  type('constructor', '1\n2');
  expect(sent().parameters).toEqual({});
  expect(Object.entries(sent().lists.parameters)).toEqual([
    ['constructor', [1, 2]]
  ]);
});

it('still asks for an input that is required', () => {
  const { wrong } = show(null);
  press('Several values of rate');
  expect(wrong()).toEqual({ 'inputs.cases': 'This input is required.' });
});
