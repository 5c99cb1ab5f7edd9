import { fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { renderWith } from '../../ui/__tests__/fake';
import { CommandIDs } from '../commands';
import { SessionNotifier } from '../notifier';
import type { RerunPlan } from '../records';
import { addRerunCommands, warnings } from '../reruncommands';
import { CodeSince, EnvironmentSince } from '../since';
import { fakeApp, fakeSession, settle } from './fake';

const version = (number: number) => ({
  id: `v${number}`,
  artifact: { id: 'a1', name: 'Cases', deleted: false },
  number,
  name: `version ${number}`,
  kind: 'file',
  filename: 'cases.csv',
  media_type: 'text/csv',
  size: 3,
  sha256: '0'.repeat(64),
  member_count: null,
  creator: 'me',
  session: null,
  created_at: '2026-11-20T14:02:00Z',
  deleted_at: null
});

function plan(parts: Partial<RerunPlan> = {}): RerunPlan {
  return {
    session: { id: 's1', name: 'today 14:02', deleted: false },
    instance: { id: 'i1', name: 'scorecard on Q3', deleted: false },
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    session_version: 7,
    version: 8,
    body_sha256: '3f9c'.padEnd(64, '0'),
    runtime: { id: 'r1', name: 'Default', deleted: false },
    inputs: [
      {
        alias: 'cases',
        description: '',
        artifact: { id: 'a1', name: 'Cases', deleted: false },
        version: version(1) as any,
        missing: null
      }
    ],
    parameters: [
      {
        alias: 'rate',
        type: 'float',
        description: '',
        default: 0.5,
        value: 0.7,
        minimum: null,
        maximum: null,
        choices: []
      }
    ],
    notes: [],
    ...parts
  };
}

/** The app with a session that can be run again, and the dialog open. */
async function open(planned: RerunPlan = plan()) {
  const app = fakeApp();
  app.server
    .on('GET /sessions/s1/rerun', () => planned)
    .on('GET /sessions/s1/environment', () => ({
      known: true,
      reason: null,
      changes: [{ name: 'pandas', before: '2.2', after: '3.1' }]
    }))
    .on('GET /specifications/p1/diff', () => ({
      left: 7,
      right: 8,
      cells: [
        {
          kind: 'changed',
          cell_type: 'code',
          left: 'a = 1',
          right: 'a = 2',
          left_number: 1,
          right_number: 1
        }
      ],
      signature: [],
      files: []
    }))
    .on('GET /instances/i1', () => ({
      id: 'i1',
      name: 'scorecard on Q3',
      specification: { id: 'p1', name: 'scorecard', deleted: false },
      specification_version: 8,
      runtime: { id: 'other', name: 'Other', deleted: false },
      inputs: [
        {
          alias: 'cases',
          description: '',
          required: true,
          configured: true,
          artifact: { id: 'a1', name: 'Cases', deleted: false },
          version_count: 2
        }
      ],
      outputs: [],
      parameters: [{ ...plan().parameters[0], value: 0.1 }]
    }))
    .on('GET /runtimes/{id}', ({ path }) => ({
      id: path.split('/').pop(),
      name: path.endsWith('r1') ? 'Default' : 'Other',
      working_folder: 'isolated',
      use_cache: false
    }))
    .on('GET /specifications/p1/versions/8', () => ({ body_sha256: 'x' }))
    .on('GET /artifacts/a1/versions', () => ({
      items: [version(2), version(1)],
      total: 2,
      offset: 0
    }))
    .on('POST /sessions/s1/rerun', () => fakeSession({ id: 's2' }));
  const watched: string[] = [];
  const notifier = {
    watch: (session: { id: string }) => watched.push(session.id)
  } as unknown as SessionNotifier;
  addRerunCommands(app.jx, notifier);
  const done = app.jx.commands.execute(CommandIDs.rerun, { id: 's1' });
  await screen.findByText('Rerun “today 14:02”');
  return { ...app, watched, done };
}

const button = (name: string) =>
  Array.from(document.querySelectorAll<HTMLElement>('.jp-Dialog button')).find(
    one => one.textContent === name
  )!;

afterEach(async () => {
  const cancel = button('Cancel');
  if (cancel) {
    fireEvent.click(cancel);
  }
  await settle();
  document.body.textContent = '';
});

describe('rerun', () => {
  it("preselects the session's data, values and runtime", async () => {
    const { server, watched, done } = await open();

    expect(screen.getByLabelText<HTMLInputElement>('cases').value).toMatch(
      /^v1/
    );
    expect(screen.getByLabelText<HTMLInputElement>('rate').value).toBe('0.7');
    expect(screen.getByLabelText<HTMLInputElement>('Runtime').value).toBe(
      'Default'
    );
    fireEvent.click(button('Rerun'));
    await done;

    const [{ body, headers }] = server.asked('POST /sessions/s1/rerun');
    expect(body).toEqual({
      inputs: { cases: 'v1' },
      parameters: {},
      runtime_id: null,
      name: null,
      use_cache: null
    });
    expect(headers.get('Idempotency-Key')).toBeTruthy();
    expect(watched).toEqual(['s2']);
  });

  it('sends no value that is only written otherwise', async () => {
    const [rate] = plan().parameters;
    const grid = { ...rate, alias: 'grid', type: 'json' as const };
    const { server, done } = await open(
      plan({ parameters: [{ ...grid, value: { a: 1, b: [0] } }] })
    );
    fireEvent.change(screen.getByLabelText('grid'), {
      target: { value: '{"b": [0.0], "a": 1.0}' }
    });
    expect(screen.queryByLabelText('changed to')).toBeNull();
    fireEvent.click(button('Rerun'));
    await done;
    expect(server.asked('POST /sessions/s1/rerun')[0].body.parameters).toEqual(
      {}
    );
  });

  it('sends what was changed', async () => {
    const { server, done } = await open();
    fireEvent.change(screen.getByLabelText('rate'), {
      target: { value: '0.9' }
    });
    fireEvent.click(button('Rerun'));
    await done;
    expect(server.asked('POST /sessions/s1/rerun')[0].body.parameters).toEqual({
      rate: 0.9
    });
  });

  it('shows what changed since, in code and packages', async () => {
    await open();
    expect(await screen.findByText('2.2 → 3.1')).toBeTruthy();
    expect(await screen.findByText('1 cell changed')).toBeTruthy();
    expect(screen.getByText('v7 → v8, the newest')).toBeTruthy();
  });

  it('names a deleted input and waits for another choice', async () => {
    const [input] = plan().inputs;
    const missing = 'Version 1 of Cases was deleted. Choose another one.';
    const planned = plan({
      inputs: [{ ...input, version: null, missing }]
    });
    expect(warnings(planned)).toEqual([`cases: ${missing}`]);
    const { server } = await open(planned);
    expect(screen.getByText(`cases: ${missing}`)).toBeTruthy();

    fireEvent.click(button('Rerun'));

    expect(
      await screen.findByText('Choose a version of “Cases”.')
    ).toBeTruthy();
    expect(server.asked('POST /sessions/s1/rerun')).toEqual([]);
  });
});

describe('what changed since', () => {
  it('asks for no comparison of a version with itself', async () => {
    const { jx, server } = fakeApp();
    renderWith(
      jx,
      <CodeSince
        specification={{ id: 'p1', name: 'scorecard', deleted: false }}
        before={7}
        after={7}
      />
    );
    expect(screen.getByText(/ran the newest version/)).toBeTruthy();
    await settle();
    expect(server.calls).toEqual([]);
  });

  it('says why an environment is not known', async () => {
    const { jx, server } = fakeApp();
    server.on('GET /sessions/s1/environment', () => ({
      known: false,
      reason: "It isn't known.",
      changes: []
    }));
    renderWith(jx, <EnvironmentSince sessionId="s1" />);
    await waitFor(() => screen.getByText("It isn't known."));
  });
});
