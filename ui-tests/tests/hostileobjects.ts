import { Api, Page, expect, notebook, reach, run, saveFile } from './app';
import { LONG, cells, evil, files, html, markdown } from './hostile';
import { ROOT } from './servers';

/** Everything that a hostile user can have made. */
export interface IHostile {
  artifacts: any[];
  specification: any;
  draft: any;
  instance: any;
  succeeded: any;
  failed: any;
  /** One with a signature and a comment, one that is still a draft. */
  approved: any;
  review: any;
  /** The notebook's file, with a hostile signature in its metadata. */
  path: string;
}

/** Upload a file of any name and claimed type, as a script would. */
async function upload(
  page: Page,
  api: Api,
  name: string,
  content: string,
  type: string | null
) {
  const data = Buffer.from(content);
  const begun = await api.post('/uploads', {
    filename: name,
    size: data.length,
    media_type: type,
    artifact_name: `${name} ${LONG}`.slice(0, 200)
  });
  const answer = await page.request.put(
    `/jupyter-ext/api/uploads/${begun.id}?offset=0`,
    { data, headers: { 'Content-Type': 'application/octet-stream' } }
  );
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await api.post(`/uploads/${begun.id}/commit`, {})).artifact;
}

/** By REST, and by a run that does what it can. */
export async function makeHostile(page: Page, api: Api): Promise<IHostile> {
  const artifacts = [];
  for (const [name, content] of Object.entries(files())) {
    artifacts.push(await upload(page, api, name, content, null));
  }
  for (const type of ['text/html', 'image/svg+xml']) {
    // What the content is isn't what it is said to be.
    artifacts.push(await upload(page, api, evil('typed'), html('typed'), type));
  }
  const folder = `work/${evil('folder')}`;
  saveFile(ROOT, `${folder}/${evil('member')}.html`, html('member'));
  artifacts.push(
    (
      await api.post('/artifact-files', {
        path: folder,
        artifact_name: evil('folder')
      })
    ).artifact
  );
  const about = (where: string) => ({
    name: `${evil(where)} ${LONG}`,
    description: html(`${where}-about`),
    note: html(`${where}-note`),
    tags: [evil(`${where}-tag`)]
  });
  for (const [i, { id }] of artifacts.entries()) {
    const { description, note, tags } = about('artifact');
    await api.patch(`/artifacts/${id}`, {
      description,
      note,
      tags,
      starred: true
    });
    artifacts[i] = await api.get(`/artifacts/${id}`);
  }
  const signature = {
    inputs: [
      { alias: 'cases', description: html('input'), required: true },
      { alias: 'extra', description: html('extra') }
    ],
    parameters: [
      {
        alias: 'level',
        type: 'integer',
        default: 1,
        description: html('level')
      },
      { alias: 'word', type: 'string', default: html('default') },
      {
        alias: 'pick',
        type: 'choice',
        default: evil('pick'),
        choices: [evil('pick'), 'b']
      },
      { alias: 'any', type: 'json', default: { [evil('key')]: html('value') } }
    ],
    outputs: [{ alias: 'scores', description: html('output') }]
  };
  const content: any = notebook(cells());
  content.metadata['jupyter-ext'] = { specification: null, signature };
  const file = saveFile(
    ROOT,
    `work/${evil('body')}.ipynb`,
    JSON.stringify(content)
  );
  const made = await api.post('/specifications', {
    ...about('spec'),
    path: file,
    signature
  });
  const commit = (comment: string) =>
    api.post(`/specifications/${made.id}/versions`, {
      path: file,
      comment,
      signature
    });
  await commit(html('comment'));
  content.cells[1].source += `\nlast = "${evil('diff')}"`;
  saveFile(ROOT, file, JSON.stringify(content));
  await commit(html('second'));
  const specification = await api.post(`/specifications/${made.id}/register`);
  const draft = await api.post('/specifications', {
    ...about('draft'),
    signature
  });
  const { name, description } = about('runtime');
  const runtime = await api.post('/runtimes', { name, description });
  const instance = await api.post('/instances', {
    ...about('instance'),
    specification_id: made.id,
    runtime_id: runtime.id,
    inputs: { cases: artifacts[0].id },
    outputs: { scores: evil('out-name') },
    parameters: { word: html('word') }
  });
  const start = async (level: number) => {
    const { id } = await run(api, instance, {
      name: evil(`session-${level}`),
      parameters: { level }
    });
    return id;
  };
  const ids = [await start(1), await start(9)];
  const [succeeded, failed] = [
    await reach(api, ids[0], 'SUCCEEDED'),
    await reach(api, ids[1], 'FAILED')
  ];
  for (const { id } of [succeeded, failed]) {
    await api.patch(`/sessions/${id}`, {
      note: html('note'),
      description: html('session-about'),
      tags: [evil('session-tag')]
    });
  }
  const [approved, review] = await makeReviews(page, api, succeeded.id);
  // Text cells are JupyterLab's own to show; the signature beside is ours.
  content.cells = content.cells.filter((one: any) => one.cell_type === 'code');
  const path = saveFile(
    ROOT,
    `work/${evil('opened')}.ipynb`,
    JSON.stringify(content)
  );
  return {
    artifacts,
    specification,
    draft,
    instance,
    succeeded,
    failed,
    approved,
    review,
    path
  };
}

/** A review that was written, discussed and signed; another on top of it. */
async function makeReviews(
  page: Page,
  api: Api,
  session: string
): Promise<any[]> {
  const ids: string[] = [];
  for (const where of ['review', 'draft-review']) {
    const { id, base_sha256 } = await api.post(`/sessions/${session}/reviews`);
    ids.push(id);
    const overlay = {
      base_sha256,
      revision: 0,
      edited: { 'cell-0': markdown(`${where}-edited`) },
      inserted: [{ after: 'cell-1', id: 'new', source: html(`${where}-new`) }]
    };
    const saved = await page.request.put(
      `/jupyter-ext/api/reviews/${id}/overlay`,
      {
        data: overlay
      }
    );
    expect(saved.ok(), await saved.text()).toBe(true);
    for (const cell_id of [null, 'cell-0', 'new']) {
      await api.post(`/reviews/${id}/comments`, {
        cell_id,
        text: html('comment')
      });
    }
    if (where === 'review') {
      await api.post(`/reviews/${id}/submit`, { revision: 1 });
      await api.post(`/reviews/${id}/approve`, {
        revision: 1,
        name: evil('signer'),
        meaning: 'approved',
        note: html('signer-note')
      });
    }
  }
  return Promise.all(ids.map(id => api.get(`/reviews/${id}`)));
}
