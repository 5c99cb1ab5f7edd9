import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import * as React from 'react';

import { Refusal, fakeApp } from '../../sessions/__tests__/fake';
import { fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { GraphView } from '../graphview';
import { fakeLineage, fakeLink, fakeNode } from './fake';

const HOSTILE = '<img src=x onerror="window.hacked = true">';

const SESSION = fakeNode('s1', {
  name: 'today 14:02',
  detail: 'Scores',
  upstream: 2,
  downstream: 1
});
const CODE = fakeNode('c1', {
  kind: 'specification_version',
  object_id: 'spec',
  name: 'scorecard',
  number: 7,
  state: null,
  detail: 'better',
  upstream: 1,
  downstream: 40
});
const DATA = fakeNode('v1', {
  kind: 'artifact_version',
  object_id: 'a1',
  name: 'data',
  number: 3,
  state: null,
  size: 1200,
  downstream: 1,
  deleted: true
});
const OUTPUT = fakeNode('v2', {
  kind: 'artifact_version',
  object_id: 'a2',
  name: 'scores',
  number: 1,
  state: null,
  upstream: 1
});
const AROUND = fakeLineage(
  [SESSION, CODE, DATA, OUTPUT],
  [
    fakeLink('c1', 's1', { kind: 'code' }),
    fakeLink('v1', 's1', { kind: 'input', aliases: ['cases'] }),
    fakeLink('s1', 'v2', { kind: 'output', aliases: ['scores'] })
  ]
);

function show(around: unknown = AROUND) {
  const app = fakeApp();
  app.server.on('GET /lineage/session/s1', () => around);
  return {
    ...app,
    view: renderWith(app.jx, <GraphView kind="session" id="s1" />)
  };
}

const node = (name: RegExp) => screen.findByRole('button', { name });
const details = () => screen.getByRole('complementary');

beforeEach(() => fakeLayout(1200));

it('shows what it was made from and what from it, with its details', async () => {
  const { server, jx } = show();

  const root = await node(/^session today 14:02, succeeded/);
  expect(root.getAttribute('aria-pressed')).toBe('true');
  await node(/^artifact version scores v1/);
  const gone = await node(/^artifact version data v3, deleted/);
  expect(gone.closest('.jx-mod-deleted')).not.toBeNull();
  expect(screen.getByText('input cases')).toBeTruthy();
  expect(server.calls[0].query.toString()).toBe('side=both&offset=0&limit=10');
  within(details()).getByRole('heading', { name: 'today 14:02' });

  fireEvent.click(await node(/^specification version scorecard v7/));
  within(details()).getByText('better');
  fireEvent.click(within(details()).getByRole('button', { name: 'Open' }));
  expect(jx.opened).toEqual([['specification', 'spec']]);
});

it('says what more there is, and loads it on a click', async () => {
  const { server } = show();
  server.on('GET /lineage/specification_version/c1', () =>
    fakeLineage(
      [CODE, SESSION, fakeNode('s2', { name: 'yesterday', upstream: 1 })],
      [
        fakeLink('c1', 's1', { kind: 'code' }),
        fakeLink('c1', 's2', { kind: 'code' })
      ],
      { next_downstream: 10 }
    )
  );

  fireEvent.click(await node(/was made from scorecard v7: 39$/));

  await node(/^session yesterday/);
  await node(/was made from scorecard v7: 38$/);
  const [first] = server.asked('GET /lineage/specification_version/c1');
  expect(first.query.toString()).toBe('side=downstream&offset=0&limit=10');
  fireEvent.click(await node(/was made from scorecard v7: 38$/));
  await waitFor(() =>
    expect(
      server
        .asked('GET /lineage/specification_version/c1')
        .map(one => one.query.get('offset'))
    ).toEqual(['0', '10'])
  );

  // Reset forgets what was added.
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: /yesterday/ })).toBeNull()
  );
});

it('is walked through by keys', async () => {
  const { server } = show();
  server.on('GET /lineage/artifact_version/v2', () =>
    fakeLineage([OUTPUT], [])
  );
  const canvas = await screen.findByRole('group', {
    name: 'Graph of today 14:02'
  });

  fireEvent.keyDown(canvas, { key: 'ArrowRight' });
  const output = await node(/^artifact version scores v1/);
  await waitFor(() => expect(document.activeElement).toBe(output));
  expect(output.getAttribute('aria-pressed')).toBe('true');
  expect(output.tabIndex).toBe(0);
  within(details()).getByRole('heading', { name: 'scores v1' });

  fireEvent.keyDown(output, { key: 'ArrowLeft' });
  const root = await node(/^session today 14:02/);
  await waitFor(() => expect(document.activeElement).toBe(root));
  expect(output.tabIndex).toBe(-1);

  fireEvent.keyDown(root, { key: 'ArrowLeft' });
  await waitFor(() =>
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(
      /^(specification|artifact) version/
    )
  );
  fireEvent.keyDown(document.activeElement!, { key: 'Home' });
  await waitFor(() => expect(document.activeElement).toBe(root));
});

it('loads what is next to a node by Enter', async () => {
  const { server } = show(
    fakeLineage(
      [
        { ...SESSION, upstream: 0 },
        { ...OUTPUT, downstream: 1 }
      ],
      [fakeLink('s1', 'v2', { kind: 'output', aliases: ['scores'] })]
    )
  );
  server.on('GET /lineage/artifact_version/v2', () =>
    fakeLineage(
      [{ ...OUTPUT, downstream: 1 }, fakeNode('s9', { name: 'user of it' })],
      [fakeLink('v2', 's9', { kind: 'input' })]
    )
  );
  const output = await node(/^artifact version scores v1/);
  fireEvent.click(output);
  fireEvent.keyDown(output, { key: 'Enter' });

  await node(/^session user of it/);
});

it('is there as a list too', async () => {
  show();
  await node(/^session today/);
  fireEvent.click(screen.getByRole('button', { name: 'As a list' }));

  const rows = screen.getAllByRole('row').map(one => one.textContent);
  expect(rows).toHaveLength(4);
  expect(rows[1]).toContain('scorecard v7');
  expect(rows[1]).toContain('code');
  fireEvent.click(screen.getByRole('button', { name: 'scores v1' }));
  within(details()).getByRole('heading', { name: 'scores v1' });
});

it('opens no page of what was deleted, but the artifact of a version', async () => {
  const { jx } = show(
    fakeLineage([SESSION, DATA, fakeNode('gone', { deleted: true })], [])
  );
  fireEvent.click(await node(/^session gone/));
  fireEvent.click(within(details()).getByRole('button', { name: 'Open' }));
  expect(jx.opened).toEqual([]);
  fireEvent.click(await node(/^artifact version data v3/));
  fireEvent.click(within(details()).getByRole('button', { name: 'Open' }));
  expect(jx.opened).toEqual([['artifact', 'a1']]);
});

it('shows hostile text as text', async () => {
  const { view } = show(
    fakeLineage(
      [
        { ...SESSION, name: HOSTILE, detail: HOSTILE, by: HOSTILE },
        { ...CODE, name: HOSTILE, detail: HOSTILE, kind: HOSTILE as any }
      ],
      [fakeLink('c1', 's1', { kind: HOSTILE as any, aliases: [HOSTILE] })]
    )
  );
  await node(/^session <img/);
  fireEvent.click(screen.getByRole('button', { name: 'As a list' }));
  expect(view.container.querySelector('img')).toBeNull();
  expect((window as any).hacked).toBeUndefined();
});

it('says what went wrong, and tries again', async () => {
  let works = false;
  const { server } = show();
  server.on('GET /lineage/session/s1', () =>
    works ? AROUND : new Refusal(400, 'Not now.')
  );
  const retry = await screen.findByRole('button', { name: 'Retry' });
  screen.getByText('Not now.');
  works = true;
  fireEvent.click(retry);
  await node(/^session today/);

  // A part that fails leaves the rest.
  server.on(
    'GET /lineage/specification_version/c1',
    () => new Refusal(400, 'Not these.')
  );
  fireEvent.click(await node(/was made from scorecard v7/));
  await screen.findByText('Not these.');
  await node(/^session today/);
});

it('follows what changes', async () => {
  let state = 'RUNNING';
  const { server, stream } = show();
  server.on('GET /lineage/session/s1', () =>
    fakeLineage([{ ...SESSION, state }, OUTPUT], AROUND.links.slice(2))
  );
  await screen.findByRole('button', { name: /today 14:02, running/ });
  state = 'FAILED';
  stream.say('progress', 's1');
  stream.say('updated', 's1');

  await screen.findByRole('button', { name: /today 14:02, failed/ });
  expect(server.asked('GET /lineage/session/s1')).toHaveLength(2);
});

it('says when nothing is linked to it', async () => {
  show(fakeLineage([{ ...SESSION, upstream: 0, downstream: 0 }], []));
  await screen.findByText('Nothing is linked to it yet');
});
