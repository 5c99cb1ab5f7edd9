import type { ChangeStream } from '../../api/changes';
import { ChangeSync } from '../../api/queries';
import { foldersPlugin } from '../../folders/plugin';
import { fakeApp } from '../../sessions/__tests__/fake';
import { fakeLayout } from '../../ui/__tests__/fake';
import { instancesPlugin } from '../plugin';
import type { Instance, Specification } from '../wizard';

const AT = '2026-11-20T14:02:00Z';
const OWN = {
  owner: 'ada',
  owner_name: 'Ada',
  role: 'owner' as const,
  shared: false,
  reservation: null,
  description: '',
  note: '',
  tags: [],
  starred: false,
  ad_hoc: false,
  folder_id: null,
  created_at: AT,
  updated_at: AT,
  deleted_at: null
};

/** A registered specification that needs nothing, but for `parts`. */
export function fakeSpecification(
  parts: Partial<Specification> = {}
): Specification {
  return {
    ...OWN,
    id: 'p1',
    name: 'scorecard',
    body_kind: 'notebook',
    path: 'score.ipynb',
    signature: { inputs: [], parameters: [], outputs: [] },
    newest_version: 7,
    registered_at: AT,
    instance_count: 0,
    session_count: 0,
    ...parts
  };
}

/** An instance of it that has not run, but for `parts`. */
export function fakeInstance(parts: Partial<Instance> = {}): Instance {
  return {
    ...OWN,
    id: 'i1',
    name: 'scorecard on Q3',
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    runtime: { id: 'r1', name: 'Default', deleted: false },
    revision: 1,
    sessions: {
      queued: 0,
      running: 0,
      succeeded: 0,
      failed: 0,
      cancelled: 0,
      timed_out: 0,
      crashed: 0
    },
    last_session_at: null,
    inputs: [],
    outputs: [],
    parameters: [],
    ...parts
  };
}

export const listed = (...items: object[]) => ({
  items,
  total: items.length,
  offset: 0
});

/** The app with this room and folders in it, and what all its pages ask for. */
export function appWithInstances() {
  fakeLayout();
  const app = fakeApp();
  const { jx, server, stream } = app;
  server
    .on('GET /status', () => ({
      user: { id: 'ada', name: 'Ada', proven: false }
    }))
    .on('GET /runtimes', () => listed())
    .on('GET /folders', () => [
      { id: 'f1', name: 'Scorecards', parent_id: null, kind: 'instance' }
    ]);
  for (const plugin of [instancesPlugin, foldersPlugin]) {
    void plugin.activate({ commands: jx.commands } as any, jx);
  }
  const sync = new ChangeSync(jx.queries, stream as unknown as ChangeStream, 0);
  return { ...app, sync };
}
