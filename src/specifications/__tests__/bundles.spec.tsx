import { Notification } from '@jupyterlab/apputils';
import { fireEvent, screen, waitFor } from '@testing-library/react';

import { NetworkFailure } from '../../api/request';
import {
  FakeServer,
  Refusal,
  fakeApp,
  savedFiles,
  sentFile
} from '../../sessions/__tests__/fake';
import { addBundles } from '../bundlecommands';
import { exportSpecification, importSpecification } from '../bundles';
import { CommandIDs } from '../commandids';

const EXPORT = '/specifications/p1/export';

/** What the server sends for an export, in two pieces. */
const bundle = (size = 6) => sentFile('Größe.zip', ['PK1', '234'], size);

const imported = (count: number, known = 0) => ({
  specification: { id: 'p2', name: 'Score' },
  versions: Array.from({ length: count }, (_, i) => ({ id: `v${i}` })),
  known
});

/** The upload routes: all of a file arrives at once. */
function takesUploads(server: FakeServer): void {
  server.on('GET /folders', () => []);
  const upload = { id: 'u1', filename: 'score.zip', size: 6, chunk_size: 9 };
  server.on('POST /uploads', () => ({ ...upload, received: 0 }));
  server.on('PUT /uploads/{id}', () => ({ ...upload, received: 6 }));
}

function choose(file = new File(['PK1234'], 'score.zip')): void {
  fireEvent.change(screen.getByLabelText(/^File/), {
    target: { files: [file] }
  });
}

/** Press Import; jsdom doesn't know that a dialog is open. */
const press = () =>
  fireEvent.click(screen.getByRole('button', { name: 'Import', hidden: true }));

describe('exporting a specification', () => {
  let saved: string[];

  beforeEach(() => {
    saved = savedFiles();
    Notification.dismiss();
  });

  it('saves the chosen versions under the name that the server gives', async () => {
    const { jx, server } = fakeApp();
    server.on(`POST ${EXPORT}`, () => bundle());
    const file = await exportSpecification(jx, 'p1', [3, 1]);
    expect(server.asked(`POST ${EXPORT}`)[0].body).toEqual({
      versions: [3, 1]
    });
    expect(saved).toEqual(['Größe.zip blob:it']);
    expect(file!.content.size).toBe(6);
    expect(Notification.manager.count).toBe(0);
  });

  it('says what the server refuses, and saves nothing', async () => {
    const { jx, server, errors } = fakeApp();
    addBundles(jx);
    server.on(`POST ${EXPORT}`, () => new Refusal(409, 'It was changed.'));
    await jx.commands.execute(CommandIDs.exportBundle, { id: 'p1' });
    expect(errors).toHaveLength(1);
    expect(String(errors[0][1])).toContain('It was changed.');
    expect(saved).toEqual([]);
    expect(Notification.manager.count).toBe(0);
  });

  it('saves no file that broke off', async () => {
    const { jx, server } = fakeApp();
    server.on(`POST ${EXPORT}`, () => bundle(600));
    await expect(exportSpecification(jx, 'p1')).rejects.toBeInstanceOf(
      NetworkFailure
    );
    expect(saved).toEqual([]);
  });

  it('is offered where there are versions', () => {
    const { jx } = fakeApp();
    addBundles(jx);
    const [action] = jx.actions.for<any>('specification', { id: 'p1' });
    const enabled = (newest_version: number) =>
      jx.commands.isEnabled(
        action.command,
        action.args!({ id: 'p1', newest_version })
      );
    expect([enabled(0), enabled(2)]).toEqual([false, true]);
    expect(jx.actions.for('new', { id: '' }).map(one => one.command)).toEqual([
      CommandIDs.importBundle
    ]);
  });
});

describe('importing a specification', () => {
  beforeEach(() => {
    window.localStorage.clear();
    document.body.innerHTML = '';
  });

  it('sends the file, and opens what was made of it', async () => {
    const { jx, server } = fakeApp();
    takesUploads(server);
    server.on('POST /specification-imports', () => imported(2));
    const done = importSpecification(jx);
    await screen.findByText('Import a specification');
    choose();
    fireEvent.change(screen.getByLabelText('Name'), {
      target: { value: ' Copy ' }
    });
    press();
    expect((await done)!.versions).toHaveLength(2);
    expect(server.asked('POST /specification-imports')[0].body).toEqual({
      upload_id: 'u1',
      name: 'Copy',
      into: null,
      folder_id: null
    });
    expect((jx as any).opened).toEqual([['specification', 'p2']]);
  });

  it('shows at the file what is wrong with it, and stays', async () => {
    const { jx, server } = fakeApp();
    takesUploads(server);
    server.on(
      'POST /specification-imports',
      () => new Refusal(422, '../evil.sh leads out of its folder.', 'bundle')
    );
    const done = importSpecification(jx);
    await screen.findByText('Import a specification');
    press();
    await screen.findByText('Choose a file.');
    expect(server.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
    choose();
    press();
    await screen.findByText('../evil.sh leads out of its folder.');

    // Another file begins anew; what was sent is gone on the server.
    server.on('POST /specification-imports', () => imported(0, 3));
    choose(new File(['PK1234'], 'score.zip', { lastModified: 2 }));
    await waitFor(() => expect(screen.queryByText(/evil/)).toBeNull());
    press();
    expect((await done)!.known).toBe(3);
    expect(server.asked('POST /uploads')).toHaveLength(2);
  });

  it('adds versions only to a specification that was chosen', async () => {
    const { jx, server } = fakeApp();
    takesUploads(server);
    const into = { id: 'p9', name: 'Score here', newest_version: 4 };
    server.on('GET /specifications', () => ({
      items: [into],
      total: 1,
      offset: 0
    }));
    server.on('POST /specification-imports', () => imported(1, 3));
    const done = importSpecification(jx);
    await screen.findByText('Import a specification');
    choose();
    fireEvent.change(screen.getByLabelText('Import as'), {
      target: { value: 'further' }
    });
    press();
    await screen.findByText('Choose the specification.');
    const box = await screen.findByRole('combobox', {
      name: /^Specification/,
      hidden: true
    });
    fireEvent.focus(box);
    fireEvent.click(box);
    fireEvent.change(box, { target: { value: 'Score' } });
    const option = await screen.findByRole('option', {
      name: /Score here/,
      hidden: true
    });
    fireEvent.mouseDown(option);
    fireEvent.click(option);
    press();
    await done;
    expect(server.asked('POST /specification-imports')[0].body).toEqual({
      upload_id: 'u1',
      name: null,
      into: 'p9',
      folder_id: null
    });
  });
});
