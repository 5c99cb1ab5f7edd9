import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import type { Runtime } from '../../runtimes/form';
import { renderWith } from '../../ui/__tests__/fake';
import {
  countWords,
  IList,
  ILists,
  listErrors,
  NO_LISTS,
  readLines,
  sessionCount,
  startLabel,
  withList
} from '../lists';
import type { ArtifactVersion, InstanceDetail } from '../records';
import {
  initialValues,
  IRunnable,
  IRunValues,
  runBody,
  runErrors,
  RunForm
} from '../runform';
import { fakeApp, settle } from './fake';

const trans = nullTranslator.load('jupyter_ext');

function list(size: number, zipped = false): IList {
  return { values: Array.from({ length: size }), error: null, zipped };
}

describe('the number of sessions', () => {
  const count = (...some: [string, IList][]) =>
    sessionCount({ inputs: {}, parameters: Object.fromEntries(some) });

  it('is the product of all lists', () => {
    expect(sessionCount(NO_LISTS)).toBe(1);
    expect(count(['a', list(3)], ['b', list(4)])).toBe(12);
    expect(
      sessionCount({ inputs: { a: list(2) }, parameters: { b: list(5) } })
    ).toBe(10);
  });

  it('takes zipped lists as one, which have the same number', () => {
    expect(
      count(['a', list(3, true)], ['b', list(3, true)], ['c', list(2)])
    ).toBe(6);
    expect(count(['a', list(3, true)], ['b', list(2, true)])).toBeNull();
  });

  it('is nothing while a list is empty', () => {
    expect(count(['a', list(0)], ['b', list(4)])).toBe(0);
  });

  it('is told with what makes it', () => {
    const lists: ILists = {
      inputs: { data: list(3) },
      parameters: { a: list(4, true), b: list(4, true) }
    };
    expect(countWords(lists, trans)).toBe('3 of data × 4 of a + b');
    expect(startLabel(lists, 'Run instance', trans)).toBe('Start 12 sessions');
    expect(startLabel(NO_LISTS, 'Run instance', trans)).toBe('Run instance');
  });
});

describe('what was typed as a list', () => {
  it('has one value a line, empty lines left out', () => {
    expect(readLines('float', '0.1\n\n .5 \n', trans)).toEqual({
      values: [0.1, 0.5],
      error: null
    });
    expect(readLines('string', 'a, b\n c', trans).values).toEqual([
      'a, b',
      ' c'
    ]);
    expect(readLines('json', '[1, 2]\nnull', trans).values).toEqual([
      [1, 2],
      null
    ]);
  });

  it('names the first line that is no value', () => {
    expect(readLines('integer', '1\n\nx\ny', trans).error).toBe(
      'Line 3: Type a whole number, such as 42.'
    );
    expect(readLines('integer', '1\n9', trans, { maximum: 5 }).error).toBe(
      'Line 2: At most 5.'
    );
  });

  it('is refused when empty, or zipped with another number', () => {
    const lists = {
      inputs: { data: list(0) },
      parameters: { a: list(3, true), b: list(2, true), c: list(2) }
    };
    expect(listErrors(lists, trans)).toEqual({
      'lists.inputs.data': 'Choose at least one version.',
      'lists.parameters.b': '2 here, 3 at a: zipped lists have the same number.'
    });
  });
});

const version = (number: number) =>
  ({
    id: `v${number}`,
    number,
    name: `version ${number}`,
    created_at: '2026-11-20T14:02:00Z',
    size: 3,
    session: null
  }) as unknown as ArtifactVersion;

function runnable(more: string[] = []): IRunnable {
  const parameter = (alias: string, type: string, value: unknown) => ({
    alias,
    type,
    description: '',
    default: value,
    value,
    minimum: null,
    maximum: null,
    choices: []
  });
  const runtime = { id: 'r1', name: 'isolated' } as Runtime;
  const instance = {
    id: 'i1',
    name: 'scorecard on Q3',
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    runtime: { id: 'r1', name: 'isolated', deleted: false },
    inputs: [
      {
        alias: 'cases',
        description: '',
        configured: true,
        artifact: { id: 'a1', name: 'Cases', deleted: false }
      }
    ],
    parameters: [
      parameter('rate', 'float', 0.5),
      parameter('deep', 'boolean', false),
      parameter('grid', 'json', [1, 2]),
      ...more.map(alias => parameter(alias, 'integer', 1))
    ]
  } as unknown as InstanceDetail;
  return { instance, runtime, sha256: '3f9c', newest: { cases: version(2) } };
}

/** The dialog's content with its own state; gives what is sent now. */
function show(errors: Record<string, string> = {}, more: string[] = []) {
  const app = fakeApp();
  app.server.on('GET /artifacts/a1/versions', () => ({
    items: [version(2), version(1)],
    total: 2,
    offset: 0
  }));
  const found = { values: initialValues(runnable(more)) };
  function Form(): JSX.Element {
    const [value, setValue] = React.useState<IRunValues>(found.values);
    found.values = value;
    return (
      <RunForm
        runnable={runnable(more)}
        value={value}
        set={patch => setValue({ ...value, ...patch })}
        error={field => errors[field] ?? null}
      />
    );
  }
  renderWith(app.jx, <Form />);
  return {
    now: () => found.values,
    sent: () => runBody(runnable(more), found.values) as any,
    wrong: () => runErrors(runnable(more), found.values, trans)
  };
}

const press = (name: string) =>
  fireEvent.click(screen.getByRole('button', { name }));
const type = (label: string, text: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value: text } });

describe('several values in the run dialog', () => {
  it('are sent only once one says so; a list of JSON stays one value', () => {
    const { sent } = show();
    type('grid', '[1, 2, 3]');
    expect(sent().parameters).toEqual({ grid: [1, 2, 3] });
    expect(sent().lists).toBeUndefined();
    press('Several values of grid');
    type('grid', '[1]\n[2, 3]');
    expect(sent().parameters).toEqual({});
    expect(sent().lists.parameters).toEqual({ grid: [[1], [2, 3]] });
    press('One value of grid');
    expect(sent().parameters).toEqual({ grid: [1] });
  });

  it('begin with the one that was there, and say how many will start', () => {
    const { sent } = show();
    press('Several values of rate');
    expect(sent().lists.parameters).toEqual({ rate: [0.5] });
    type('rate', '0.1\n0.2\n0.3');
    press('Several values of deep');
    fireEvent.click(screen.getByRole('checkbox', { name: 'true' }));
    expect(sent().lists).toEqual({
      inputs: {},
      parameters: { rate: [0.1, 0.2, 0.3], deep: [true, false] },
      zipped: []
    });
    expect(screen.getByRole('status').textContent).toBe(
      'Starts 6 sessions: 3 of rate × 2 of deep.'
    );
  });

  it('leave the focus where it was pressed', () => {
    show();
    for (const name of [
      'Several values of rate',
      'One value of rate',
      'Several versions of cases',
      'One version of cases'
    ]) {
      screen.getByRole('button', { name }).focus();
      press(name);
      const now = document.activeElement!.getAttribute('aria-label');
      expect(now).toMatch(/^(Several|One) (value|version)s? of (rate|cases)$/);
      expect(now).not.toBe(name);
    }
  });

  it('become their first, and are there again when they are wanted', () => {
    const { sent, now } = show();
    press('Several values of rate');
    type('rate', '0.1\n0.2\n\n');
    press('One value of rate');
    expect(sent()).toMatchObject({ parameters: { rate: 0.1 } });
    expect(sent()).not.toHaveProperty('lists');
    press('Several values of rate');
    expect(now().lists.parameters.rate.values).toEqual([0.1, 0.2]);
    press('One value of rate');
    type('rate', '0.7');
    press('Several values of rate');
    expect(screen.getByLabelText<HTMLTextAreaElement>('rate').value).toBe(
      '0.7\n0.1\n0.2'
    );
    type('rate', 'many\n0.2');
    press('One value of rate');
    expect(sent()).toMatchObject({ parameters: { rate: 0.7 } });
    press('Several values of rate');
    expect(screen.getByLabelText<HTMLTextAreaElement>('rate').value).toBe(
      'many\n0.2'
    );
  });

  it('can be zipped where there are others', () => {
    const { sent, wrong } = show();
    press('Several values of rate');
    expect(screen.queryByRole('checkbox', { name: 'Zip rate' })).toBeNull();
    press('Several values of grid');
    type('rate', '0.1\n0.2');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Zip rate' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Zip grid' }));
    expect(Object.keys(wrong())).toEqual(['lists.parameters.grid']);
    type('grid', '1\n2');
    expect(wrong()).toEqual({});
    expect(sent().lists.zipped).toEqual(['rate', 'grid']);
  });

  it('are versions for an input, chosen one after the other', async () => {
    const { sent, wrong } = show();
    press('Several versions of cases');
    expect(sent().inputs).toEqual({});
    fireEvent.click(screen.getByLabelText('cases'));
    fireEvent.mouseDown(await screen.findByText('v1 · version 1'));
    await settle();
    expect(sent().lists.inputs).toEqual({ cases: ['v2', 'v1'] });
    press('Take out v2');
    press('Take out v1');
    expect(wrong()).toEqual({
      'lists.inputs.cases': 'Choose at least one version.'
    });
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'are of a parameter that is called %s, too',
    alias => {
      const { sent, wrong } = show({}, [alias]);
      expect(wrong()).toEqual({});
      type(alias, '7');
      expect(Object.entries(sent().parameters)).toEqual([[alias, 7]]);
      press(`Several values of ${alias}`);
      type(alias, '1\n2');
      expect(Object.entries(sent().lists.parameters)).toEqual([
        [alias, [1, 2]]
      ]);
      expect(Object.entries(sent().parameters)).toEqual([]);
      press(`One value of ${alias}`);
      expect(sent().lists).toBeUndefined();
    }
  );

  it('are refused by the server at the value', () => {
    show({ 'lists.parameters.rate.1': 'Give a value of at most 1.' });
    press('Several values of rate');
    type('rate', '0.1\n2');
    expect(
      screen.getByText('Value 2: Give a value of at most 1.')
    ).toBeTruthy();
  });
});

it('takes a list away without touching the others', () => {
  const lists = withList(
    withList(NO_LISTS, 'inputs', 'a', list(1)),
    'parameters',
    'b',
    list(2)
  );
  expect(withList(lists, 'inputs', 'a', null)).toEqual({
    inputs: {},
    parameters: { b: list(2) }
  });
});
