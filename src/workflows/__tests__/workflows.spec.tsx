import { fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { ChangeSync } from '../../api/queries';
import {
  Refusal,
  fakeApp,
  fakeRunning,
  fakeSession,
  settle
} from '../../sessions/__tests__/fake';
import type { IKeep, Notifications } from '../../sessions/notifier';
import { fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { WorkflowClient } from '../client';
import { CommandIDs } from '../commandids';
import { addWorkflowCommands } from '../commands';
import { WorkflowNotifier } from '../notifier';
import { WorkflowPage } from '../page';
import { failed, stateOf, Workflow } from '../records';

function fakeWorkflow(
  states: Workflow['states'],
  parts: Partial<Workflow> = {}
): Workflow {
  return {
    id: 'w1',
    name: 'today 14:02',
    owner: 'me',
    owner_name: null,
    role: 'owner',
    shared: false,
    reservation: null,
    instance: { id: 'i1', name: 'scorecard on Q3', deleted: false },
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    sessions: Object.values(states).reduce((a, b) => a! + b!, 0)!,
    states,
    cells_done: 7,
    cells_total: 30,
    varied: { parameters: ['rate'], inputs: [] },
    rerun_of: null,
    reruns: [],
    created_at: '2026-11-20T14:02:00Z',
    started_at: '2026-11-20T14:02:01Z',
    ended_at: null,
    ...parts
  };
}

describe('the state of a launch', () => {
  it.each([
    [{ QUEUED: 3 }, 'QUEUED'],
    [{ QUEUED: 2, SUCCEEDED: 1 }, 'RUNNING'],
    [{ RUNNING: 1, FAILED: 2 }, 'RUNNING'],
    [{ CANCELLING: 1 }, 'CANCELLING'],
    [{ SUCCEEDED: 3 }, 'SUCCEEDED'],
    [{ SUCCEEDED: 3, CANCELLED: 1 }, 'CANCELLED'],
    [{ CRASHED: 1, FAILED: 1, SUCCEEDED: 9 }, 'FAILED']
  ])('of %j is %s', (states, state) => {
    expect(stateOf(fakeWorkflow(states))).toBe(state);
  });

  it('has failed what ended otherwise than well', () => {
    const states = { SUCCEEDED: 1, TIMED_OUT: 2, CANCELLED: 4, RUNNING: 8 };
    expect(failed(fakeWorkflow(states))).toBe(6);
  });
});

let sync: ChangeSync | null = null;
afterEach(() => sync?.dispose());

/** The page of a workflow; `become` changes what the server says. */
function open(
  first: Workflow,
  tab: string | null = null,
  metrics: Record<string, number> = {}
) {
  fakeLayout();
  const app = fakeApp();
  let workflow = first;
  app.server
    .on('GET /workflows/w1', () => workflow)
    .on('GET /workflows/w1/sessions', () => ({
      items: [
        {
          ...fakeSession({ id: 's1', number: 4, metrics }),
          varied_parameters: { rate: 0.1 },
          varied_inputs: {}
        },
        {
          ...fakeRunning({ id: 's2', number: 5 }),
          varied_parameters: { rate: '' },
          varied_inputs: {}
        }
      ],
      total: 2,
      offset: 0
    }));
  sync = new ChangeSync(app.jx.queries, app.jx.changes, 0);
  const page = { setTitle: () => undefined, objectId: 'w1' } as any;
  renderWith(
    app.jx,
    <WorkflowPage id="w1" tab={tab} setTab={() => undefined} page={page} />
  );
  return {
    ...app,
    become: (next: Workflow) => {
      workflow = next;
    }
  };
}

describe('the page of a workflow', () => {
  it('shows parameters and inputs of any name', async () => {
    open(
      fakeWorkflow(
        { SUCCEEDED: 1, RUNNING: 1 },
        { varied: { parameters: ['constructor'], inputs: ['toString'] } }
      )
    );
    expect(await screen.findByText('#4')).toBeTruthy();
    expect(screen.getAllByText('Not configured')).toHaveLength(2);
    expect(screen.queryByText(/function|native/)).toBeNull();
  });

  const heads = async () => {
    await screen.findByText('#4');
    return screen.getAllByRole('columnheader').map(one => one.textContent);
  };

  it('has a column for each metric', async () => {
    const metrics = { auc: 0.775123, constructor: 2 };
    open(fakeWorkflow({ SUCCEEDED: 1, RUNNING: 1 }), null, metrics);
    expect(await heads()).toEqual(
      expect.arrayContaining(['auc', 'constructor'])
    );
    expect(screen.getByText('0.77512')).toBeTruthy();
    expect(screen.queryByText('Metrics')).toBeNull();
    expect(screen.queryByText(/function|native/)).toBeNull();
  });

  it('has one column for many metrics', async () => {
    const many = 'abcdefg'.split('').map((name, i) => [`m${name}`, i]);
    open(
      fakeWorkflow({ SUCCEEDED: 1, RUNNING: 1 }),
      null,
      Object.fromEntries(many)
    );
    expect(await heads()).toContain('Metrics');
    expect(screen.getByText(/^ma 0 · mb 1/)).toBeTruthy();
  });

  it('has the rows of its sessions in the audit trail', async () => {
    const { server } = open(fakeWorkflow({ SUCCEEDED: 1 }), 'audit');
    const row = {
      id: '7',
      seq: 7,
      at: '2026-03-01T10:00:00Z',
      actor: 'ada',
      actor_proven: true,
      by_product: false,
      action: 'submitted',
      object: { kind: 'session', id: 's1', name: 'First', deleted: false },
      changes: [],
      change_count: 0
    };
    server
      .on('GET /audit/workflow/w1', () => ({
        items: [row],
        total: 1,
        offset: 0
      }))
      .on('GET /audit/workflow/w1/choices', () => ({
        actions: [],
        users: [],
        related: ['review']
      }));
    expect(await screen.findByText('First')).toBeTruthy();
    expect(screen.getByRole('tab', { name: /Sessions/ })).toBeTruthy();
  });

  it('says how far all are, and shows what differs', async () => {
    open(fakeWorkflow({ SUCCEEDED: 1, RUNNING: 1, QUEUED: 4 }));
    await screen.findByRole('img', {
      name: '6 sessions: 1 succeeded, 1 running, 4 queued'
    });
    expect(screen.getByText('7/30 cells')).toBeTruthy();
    expect(await screen.findByText('#4')).toBeTruthy();
    expect(screen.getByRole('columnheader', { name: /rate/ })).toBeTruthy();
    expect(screen.getByText('0.1')).toBeTruthy();
    expect(screen.getByText('""')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Kill all…' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Rerun failed/ })).toBeNull();
  });

  it('follows its sessions', async () => {
    const { stream, become } = open(fakeWorkflow({ RUNNING: 1, FAILED: 1 }));
    await screen.findByRole('button', { name: 'Rerun failed (1)…' });
    become(fakeWorkflow({ FAILED: 2 }, { ended_at: '2026-11-20T14:03:00Z' }));
    stream.say('updated', 's2');
    await screen.findByRole('button', { name: 'Rerun failed (2)…' });
    expect(screen.queryByRole('button', { name: 'Kill all…' })).toBeNull();
  });

  it('asks for those in a state', async () => {
    const { server } = open(fakeWorkflow({ SUCCEEDED: 1, FAILED: 2 }));
    fireEvent.click(await screen.findByRole('button', { name: '2 failed' }));
    await waitFor(() =>
      expect(
        server
          .asked('GET /workflows/w1/sessions')
          .map(one => one.query.getAll('state'))
      ).toContainEqual(['FAILED'])
    );
  });
});

const button = (name: string) =>
  Array.from(document.querySelectorAll<HTMLElement>('.jp-Dialog button')).find(
    one => one.textContent === name
  )!;

describe('what can be done with a workflow', () => {
  function given(workflow: Workflow) {
    const app = fakeApp();
    const shown: string[] = [];
    const dismissed: string[] = [];
    const notifications = {
      notify: (message: string) => String(shown.push(message)),
      update: ({ message }: any) => shown.push(message) > 0,
      has: () => true,
      dismiss: (id: string) => dismissed.push(id)
    } as unknown as Notifications;
    const keep: IKeep = { getItem: () => null, setItem: () => undefined };
    const client = new WorkflowClient(app.jx);
    const notifier = new WorkflowNotifier(app.jx, client, notifications, keep);
    app.server.on('GET /workflows/w1', () => workflow);
    addWorkflowCommands(app.jx, client, notifier);
    return { ...app, shown, dismissed, notifier };
  }

  it('is killing all, with a reason', async () => {
    const { jx, server } = given(fakeWorkflow({ RUNNING: 2, QUEUED: 10 }));
    server.on('POST /workflows/w1/cancel', () =>
      fakeWorkflow({ CANCELLED: 12 })
    );
    const done = jx.commands.execute(CommandIDs.kill, { id: 'w1' });
    await screen.findByText('Kill all 12 sessions that wait or run?');
    fireEvent.change(screen.getByLabelText('Reason (optional)'), {
      target: { value: 'wrong data' }
    });
    fireEvent.click(button('Kill'));
    await done;
    expect(server.asked('POST /workflows/w1/cancel')[0].body).toEqual({
      reason: 'wrong data'
    });
  });

  it('is running the failed again, which opens', async () => {
    const { jx, server, shown } = given(
      fakeWorkflow({ SUCCEEDED: 2, FAILED: 3 })
    );
    server.on('POST /workflows/w1/rerun-failed', () =>
      fakeWorkflow({ QUEUED: 3 }, { id: 'w2' })
    );
    const done = jx.commands.execute(CommandIDs.rerunFailed, { id: 'w1' });
    await screen.findByText('Run the 3 sessions that did not succeed again?');
    fireEvent.click(button('Start 3 sessions'));
    await done;
    expect((jx as any).opened).toEqual([['workflow', 'w2']]);
    expect(shown).toEqual(['scorecard on Q3: 3 sessions, 3 queued.']);
  });

  it('is told of with what was made for it, until its end', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask'] });
    try {
      let now = fakeWorkflow({ QUEUED: 2 });
      const { server, stream, shown, notifier } = given(now);
      server.on('GET /workflows/w1', () => now);
      await notifier.watchId('w1', 'It was made for it.');
      now = fakeWorkflow({ SUCCEEDED: 2 });
      stream.say('updated', 's1');
      await jest.advanceTimersByTimeAsync(1_100);
      expect(shown).toEqual([
        'scorecard on Q3: 2 sessions, 2 queued. It was made for it.',
        'scorecard on Q3: 2 sessions, 2 succeeded.'
      ]);
    } finally {
      jest.useRealTimers();
    }
    await settle();
  });

  it('is told of no more when all of it is deleted', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask'] });
    try {
      const { server, stream, dismissed, notifier } = given(
        fakeWorkflow({ QUEUED: 2 })
      );
      notifier.watch(fakeWorkflow({ QUEUED: 2 }));
      server.on('GET /workflows/w1', () => new Refusal(404, 'Not there'));
      stream.say('deleted', 's1');
      await jest.advanceTimersByTimeAsync(1_100);
      expect(dismissed).toEqual(['1']);
    } finally {
      jest.useRealTimers();
    }
    await settle();
  });

  it('is told of at its start, on its way and at its end', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask'] });
    try {
      let now = fakeWorkflow({ QUEUED: 2 });
      const { server, stream, shown, notifier } = given(now);
      server.on('GET /workflows/w1', () => now);
      notifier.watch(now);
      now = fakeWorkflow({ SUCCEEDED: 1, FAILED: 1 });
      stream.say('updated', 's1');
      stream.say('updated', 's2');
      await jest.advanceTimersByTimeAsync(1_100);
      expect(shown).toEqual([
        'scorecard on Q3: 2 sessions, 2 queued.',
        'scorecard on Q3: 2 sessions, 1 succeeded, 1 failed.'
      ]);
      stream.say('updated', 's1');
      await jest.advanceTimersByTimeAsync(1_100);
      expect(shown).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
    await settle();
  });
});
