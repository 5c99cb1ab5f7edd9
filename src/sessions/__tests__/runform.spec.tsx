import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import type { Runtime } from '../../runtimes/form';
import { renderWith } from '../../ui/__tests__/fake';
import type { InstanceDetail } from '../records';
import {
  IRunnable,
  IRunValues,
  initialValues,
  runBody,
  RunForm
} from '../runform';
import { fakeApp } from './fake';

const isolated = {
  id: 'r1',
  name: 'isolated',
  working_folder: 'isolated',
  use_cache: false
} as Runtime;

function runnable(runtime: Runtime): IRunnable {
  const instance = {
    id: 'i1',
    name: 'scorecard on Q3',
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    runtime: { id: runtime.id, name: runtime.name, deleted: false },
    inputs: [],
    parameters: []
  } as unknown as InstanceDetail;
  return { instance, runtime, sha256: '3f9c', newest: {} };
}

/** The form with its own state; `values` is what is chosen now. */
function show(runtime: Runtime) {
  const found = { values: initialValues(runnable(runtime)) };
  function Form(): JSX.Element {
    const [value, setValue] = React.useState<IRunValues>(found.values);
    found.values = value;
    return (
      <RunForm
        runnable={runnable(runtime)}
        value={value}
        set={patch => setValue({ ...value, ...patch })}
        error={() => null}
      />
    );
  }
  renderWith(fakeApp().jx, <Form />);
  return () => runBody(runnable(runtime), found.values);
}

const box = () =>
  screen.queryByRole<HTMLInputElement>('checkbox', {
    name: 'Reuse an earlier result'
  });

describe('reusing a result, in the run dialog', () => {
  it('is off, and left to the runtime unless one says so', () => {
    const sent = show(isolated);
    expect(box()!.checked).toBe(false);
    expect(sent().use_cache).toBeNull();
    fireEvent.click(box()!);
    expect(box()!.checked).toBe(true);
    expect(sent().use_cache).toBe(true);
  });

  it('is on where the runtime says so, and can be taken back', () => {
    const sent = show({ ...isolated, use_cache: true });
    expect(box()!.checked).toBe(true);
    fireEvent.click(box()!);
    expect(sent().use_cache).toBe(false);
  });

  it('is not offered in the notebook’s folder', () => {
    const sent = show({ ...isolated, working_folder: 'notebook' });
    expect(box()).toBeNull();
    expect(sent().use_cache).toBeNull();
  });
});

describe('the name of a session', () => {
  it('is the server’s unless one is given', () => {
    const sent = show(isolated);
    expect(sent().name).toBeNull();
    const field = screen.getByLabelText('Name of the session');
    fireEvent.change(field, { target: { value: '  Before the audit ' } });
    expect(sent().name).toBe('Before the audit');
    fireEvent.change(field, { target: { value: '   ' } });
    expect(sent().name).toBeNull();
  });
});
