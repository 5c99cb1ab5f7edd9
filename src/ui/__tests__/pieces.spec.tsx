import { act, fireEvent, screen } from '@testing-library/react';
import { nullTranslator } from '@jupyterlab/translation';
import * as React from 'react';

import { NetworkFailure, ApiError } from '../../api/request';
import { parseAnsi } from '../ansi';
import { ProgressBar, StateBadge } from '../badge';
import { FactList } from '../facts';
import { ParameterField, ParameterType, parseValue } from '../fields';
import { kindWord } from '../kindword';
import { lastWritten } from '../logview';
import { SearchSelect } from '../searchselect';
import { StandingFacts } from '../standing';
import { ErrorState } from '../states';
import { Tabs } from '../tabs';
import { formatBytes, formatDuration, relativeTime } from '../values';
import { fakeJx, renderWith } from './fake';

const trans = nullTranslator.load('jupyter_ext');

it.each([
  'artifact',
  'folder',
  'instance',
  'review',
  'runtime',
  'session',
  'specification'
])('%s can be said in other languages', kind => {
  const other = { __: (text: string) => `«${text}»` };
  expect(kindWord(kind, other)).toBe(`«${kind}»`);
});

it.each([
  ['Ada L.', 'by Ada L.'],
  [null, 'by hub:ada']
])('an owner called %s is said to be “%s”', (owner_name, said) => {
  const row = { owner: 'hub:ada', owner_name, role: 'viewer' as const };
  renderWith(
    fakeJx(),
    <StandingFacts row={{ ...row, shared: true, reservation: null }} />
  );
  expect(screen.getByText(said).title).toBe('hub:ada');
});

describe('StateBadge', () => {
  it.each([
    ['QUEUED', 'queued'],
    ['STARTING', 'starting'],
    ['RUNNING', 'running'],
    ['CANCELLING', 'cancelling'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['CRASHED', 'crashed'],
    ['CANCELLED', 'cancelled'],
    ['TIMED_OUT', 'timed out'],
    ['SKIPPED', 'skipped'],
    ['CACHED', 'cached']
  ])('says %s by a word and by a shape of its own', (state, word) => {
    renderWith(fakeJx(), <StateBadge state={state} />);
    expect(screen.getByText(word)).toBeTruthy();
    const shape = document.querySelector('svg')!;
    expect(shape.getAttribute('class')).not.toContain('unknown');
    expect(shape.innerHTML).not.toBe('');
  });

  it('gives all states different shapes', () => {
    const shapes = [
      'SUCCEEDED',
      'FAILED',
      'CRASHED',
      'CANCELLED',
      'QUEUED'
    ].map(state => {
      const view = renderWith(fakeJx(), <StateBadge state={state} />);
      const shape = view.container.querySelector('svg')!.innerHTML;
      view.unmount();
      return shape;
    });
    expect(new Set(shapes).size).toBe(5);
  });

  it('has the word as its label where there is no room for it', () => {
    renderWith(fakeJx(), <StateBadge state="FAILED" compact />);
    expect(screen.getByRole('img', { name: 'failed' })).toBeTruthy();
  });

  it('has a bar only while running', () => {
    const view = renderWith(
      fakeJx(),
      <StateBadge state="RUNNING" progress={24 / 38} />
    );
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('63');
    expect(screen.getByText('63%')).toBeTruthy();
    view.unmount();
    renderWith(fakeJx(), <StateBadge state="SUCCEEDED" progress={1} />);
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('has a bar without a value where nothing is known', () => {
    renderWith(fakeJx(), <ProgressBar value={null} label="running" />);
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBeNull();
  });
});

describe('parseValue', () => {
  const parse = (type: ParameterType, text: string, bounds = {}) =>
    parseValue(type, text, trans, bounds);

  it('reads values of each type', () => {
    expect(parse('integer', ' 42 ').value).toBe(42);
    expect(parse('float', '1e3').value).toBe(1000);
    expect(parse('float', '.5').value).toBe(0.5);
    expect(parse('json', '{"a": [1]}').value).toEqual({ a: [1] });
    expect(parse('date', '2024-02-29').value).toBe('2024-02-29');
    expect(parse('string', '"; import os').value).toBe('"; import os');
  });

  it('refuses what would be rounded or is none', () => {
    expect(parse('integer', '9007199254740993').error).toContain('exact');
    expect(parse('integer', '1.5').error).toContain('whole');
    expect(parse('integer', '').error).not.toBeNull();
    expect(parse('float', '0x10').error).not.toBeNull();
    expect(parse('date', '2023-02-29').error).not.toBeNull();
    expect(parse('json', '{').error).toContain('JSON');
  });

  it('keeps not-a-number and bounds', () => {
    expect(parse('float', 'NaN')).toEqual({ value: 'NaN', error: null });
    expect(parse('integer', '11', { maximum: 10 }).error).toBe('At most 10.');
    expect(parse('float', '-1', { minimum: 0 }).error).toBe('At least 0.');
  });
});

describe('ParameterField', () => {
  function Form(props: { error?: string }) {
    const [value, setValue] = React.useState<unknown>(0.4);
    return (
      <>
        <ParameterField
          alias="threshold"
          type="float"
          value={value}
          default={0.4}
          description="Where to cut"
          error={props.error}
          onChange={setValue}
        />
        <output>{JSON.stringify(value)}</output>
      </>
    );
  }

  it('shows default → value with a reset that works', () => {
    renderWith(fakeJx(), <Form />);
    const input = screen.getByLabelText('threshold') as HTMLInputElement;
    expect(screen.queryByRole('button', { name: 'Reset' })).toBeNull();
    fireEvent.change(input, { target: { value: '0.5' } });
    expect(document.querySelector('.jx-Changed')!.textContent).toContain(
      '0.4 → 0.5'
    );
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(input.value).toBe('0.4');
    expect(document.querySelector('output')!.textContent).toBe('0.4');
  });

  it('marks a wrong value at the field and keeps what was typed', () => {
    renderWith(fakeJx(), <Form />);
    const input = screen.getByLabelText('threshold') as HTMLInputElement;
    fireEvent.change(input, { target: { value: '0.5x' } });
    expect(input.value).toBe('0.5x');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const described = input.getAttribute('aria-describedby')!.split(' ');
    const texts = described.map(id => document.getElementById(id)?.textContent);
    expect(texts.join(' ')).toContain('Type a number');
    expect(texts.join(' ')).toContain('Where to cut');
  });

  it("shows the server's error at the field", () => {
    renderWith(fakeJx(), <Form error="Above the maximum." />);
    expect(screen.getByRole('alert').textContent).toBe('Above the maximum.');
  });
});

describe('SearchSelect', () => {
  it('searches as one types and is chosen from by keyboard', async () => {
    jest.useFakeTimers();
    const chosen: unknown[] = [];
    const search = jest.fn(async (text: string) =>
      ['alpha', 'beta']
        .filter(name => name.includes(text))
        .map(name => ({ id: name, label: name, value: name }))
    );
    renderWith(
      fakeJx(),
      <SearchSelect
        aria-label="Artifact"
        value={null}
        emptyLabel="Not configured"
        search={search}
        onChange={choice => chosen.push(choice?.id ?? null)}
      />
    );
    const box = screen.getByRole('combobox', { name: 'Artifact' });
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    await act(async () => {
      await jest.advanceTimersByTimeAsync(10);
    });
    expect(screen.getAllByRole('option')).toHaveLength(3);
    fireEvent.change(box, { target: { value: 'bet' } });
    await act(async () => {
      await jest.advanceTimersByTimeAsync(200);
    });
    expect(screen.getAllByRole('option').map(o => o.textContent)).toEqual([
      'beta'
    ]);
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(chosen).toEqual(['beta']);
    expect(box.getAttribute('aria-expanded')).toBe('false');
    jest.useRealTimers();
  });
});

describe('Tabs', () => {
  it('has one tab stop and moves by arrows', () => {
    const onSelect = jest.fn();
    renderWith(
      fakeJx(),
      <Tabs
        label="Parts"
        current="b"
        onSelect={onSelect}
        tabs={['a', 'b', 'c'].map(id => ({
          id,
          label: id,
          render: () => <p>panel {id}</p>
        }))}
      />
    );
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map(tab => tab.tabIndex)).toEqual([-1, 0, -1]);
    expect(screen.getByRole('tabpanel').textContent).toBe('panel b');
    fireEvent.keyDown(tabs[1], { key: 'ArrowRight' });
    expect(onSelect).toHaveBeenCalledWith('c');
    fireEvent.keyDown(tabs[1], { key: 'Home' });
    expect(onSelect).toHaveBeenCalledWith('a');
  });
});

describe('ErrorState', () => {
  it('says what to do, with the rest under Details', () => {
    const view = renderWith(
      fakeJx(),
      <ErrorState error={new NetworkFailure()} />
    );
    expect(screen.getByRole('alert').textContent).toContain('running');
    view.unmount();
    renderWith(
      fakeJx(),
      <ErrorState
        error={new ApiError(500, 'internal', 'It broke.', null, null, 'e7')}
      />
    );
    expect(screen.getByText('Details')).toBeTruthy();
    expect(document.querySelector('pre')!.textContent).toContain('e7');
  });
});

describe('values', () => {
  it('are short and exact', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(999_600)).toBe('1 MB');
    expect(formatBytes(1234)).toBe('1.2 kB');
    const at = (ago: number) =>
      relativeTime(new Date(1e12 - ago * 1000), 1e12, trans);
    expect(at(3)).toBe('now');
    expect(at(180)).toBe('3 min. ago');
    expect(at(86_400)).toBe('yesterday');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [0.04, '< 0.1 s'],
    [0.41, '0.4 s'],
    [3, '3 s'],
    [9.98, '9.9 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [185.9, '3 min 5 s'],
    [3600, '1 h'],
    [7380, '2 h 3 min'],
    [176_400, '2 d 1 h']
  ])('of %p seconds is %p, as the CLI has it', (seconds, text) => {
    expect(formatDuration(seconds, trans)).toBe(text);
  });
});

describe('a list of facts', () => {
  it('leaves out what is empty, and no zero', () => {
    renderWith(
      fakeJx(),
      <FactList
        facts={[
          ['Variables', false],
          ['Machine', ''],
          ['Git', null],
          ['Retries', 0]
        ]}
      />
    );
    expect(
      Array.from(document.querySelectorAll('dt')).map(one => one.textContent)
    ).toEqual(['Retries']);
  });
});

describe('terminal text', () => {
  it('becomes spans with JupyterLab’s own classes, never HTML', () => {
    const { spans, style } = parseAnsi('a\x1b[31;1m<b>\x1b[0m\x1b[2Kc\x1b[32m');
    expect(spans).toEqual([
      { text: 'a', classes: '' },
      { text: '<b>', classes: 'ansi-red-fg ansi-bold' },
      { text: 'c', classes: '' }
    ]);
    expect(style.foreground).toBe('green');
  });

  it('keeps what a progress bar wrote last', () => {
    expect(lastWritten('10%\r50%\r100%')).toBe('100%');
    expect(lastWritten('windows\r')).toBe('windows');
  });
});
