import { Notification } from '@jupyterlab/apputils';
import { ServerConnection } from '@jupyterlab/services';

import { ApiClient } from '../../api/client';
import { ApiError } from '../../api/request';
import { fakeJx } from '../../ui/__tests__/fake';
import { shownToasts } from '../../ui/__tests__/toasts';
import { uploadFile } from '../upload';
import { uploadInBackground } from '../uploads';

const CHUNK = 4;

/** The upload routes, with a network that can be told to fail. */
class Server {
  uploads = new Map<string, { size: number; bytes: number[] }>();
  created: any[] = [];
  offsets: number[] = [];
  committed: any[] = [];
  content = '';
  /** What else is said of the version. */
  made: object = {};
  /** Called before a request is answered; throws to lose it. */
  before: (verb: string, path: string) => void = () => undefined;
  /** Called after the server has acted; throws to lose the answer. */
  after: (verb: string, path: string) => void = () => undefined;

  fetch = async (input: FakeRequest): Promise<Response> => {
    const url = new URL(input.url);
    const path = url.pathname.replace(/^.*\/api/, '');
    this.before(input.method, path);
    const answer = await this._act(input, path, url.searchParams);
    this.after(input.method, path);
    return answer;
  };

  private async _act(input: FakeRequest, path: string, query: URLSearchParams) {
    const [, , id, commit] = path.split('/');
    if (input.method === 'POST' && !id) {
      const body = JSON.parse(String(input.init.body));
      this.created.push(body);
      const name = `u${this.created.length}`;
      this.uploads.set(name, { size: body.size, bytes: [] });
      return this._record(name, 201);
    }
    const upload = this.uploads.get(id);
    if (!upload) {
      return answer(404, {
        error: { code: 'not_found', message: 'There is no such upload.' }
      });
    }
    if (commit) {
      this.content = String.fromCharCode(...upload.bytes);
      this.committed.push(JSON.parse(String(input.init.body)));
      this.uploads.delete(id);
      return answer(201, { id: 'v1', number: 1, ...this.made });
    }
    if (input.method === 'PUT') {
      const offset = Number(query.get('offset'));
      this.offsets.push(offset);
      if (offset !== upload.bytes.length) {
        return answer(409, {
          error: {
            code: 'conflict',
            message: 'Another offset is due.',
            field: 'offset',
            details: { received: upload.bytes.length }
          }
        });
      }
      upload.bytes.push(...(input.init.body as unknown as Uint8Array));
    }
    return this._record(id);
  }

  private _record(id: string, status = 200) {
    const { size, bytes } = this.uploads.get(id)!;
    return answer(status, {
      id,
      filename: 'x.csv',
      size,
      received: bytes.length,
      chunk_size: CHUNK,
      created_at: '2026-01-01T00:00:00Z'
    });
  }
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' }
  });
}

/** What the request code hands on, as it is: jsdom has no requests. */
class FakeRequest {
  constructor(
    readonly url: string,
    readonly init: RequestInit
  ) {}

  headers = new Headers();

  get method(): string {
    return this.init.method ?? 'GET';
  }
}

/** A file whose slices are bytes. */
const file = (text = '0123456789'): File =>
  ({
    name: 'x.csv',
    type: 'text/csv',
    size: text.length,
    lastModified: 1,
    slice: (from: number, to: number) =>
      new Uint8Array([...text.slice(from, to)].map(one => one.charCodeAt(0))),
    arrayBuffer: async () => new ArrayBuffer(text.length)
  }) as any;

describe('an upload', () => {
  let server: Server;
  let api: ApiClient;
  const lost = () => {
    throw new TypeError('Failed to fetch');
  };

  beforeEach(() => {
    window.localStorage.clear();
    server = new Server();
    api = new ApiClient(
      ServerConnection.makeSettings({
        fetch: server.fetch as any,
        Request: FakeRequest as any
      })
    );
  });

  it('sends the file in chunks and says how far it has come', async () => {
    const shares: number[] = [];
    const version = await uploadFile(api, file(), {
      artifactId: 'a1',
      onProgress: share => shares.push(share)
    });
    expect(version.id).toBe('v1');
    expect(server.offsets).toEqual([0, 4, 8]);
    expect(server.content).toBe('0123456789');
    expect(shares).toEqual([0, 0.4, 0.8, 1]);
    expect(server.created[0]).toMatchObject({
      filename: 'x.csv',
      size: 10,
      media_type: 'text/csv',
      artifact_id: 'a1'
    });
  });

  it('takes a file of no bytes', async () => {
    await uploadFile(api, file(''));
    expect(server.offsets).toEqual([]);
    expect(server.committed).toHaveLength(1);
  });

  it('goes on by itself after a lost connection', async () => {
    let failures = 2;
    server.before = verb => {
      if (verb === 'PUT' && server.offsets.length === 1 && failures-- > 0) {
        lost();
      }
    };
    await uploadFile(api, file(), { retryDelay: 1 });
    expect(server.offsets).toEqual([0, 4, 8]);
  });

  it('doesn’t send a chunk twice whose answer was lost', async () => {
    let once = true;
    server.after = verb => {
      if (verb === 'PUT' && server.offsets.length === 2 && once) {
        once = false;
        lost();
      }
    };
    await uploadFile(api, file(), { retryDelay: 1 });
    expect(server.offsets).toEqual([0, 4, 8]);
  });

  it('goes on from where it was when the same file is sent again', async () => {
    server.before = verb => {
      if (verb === 'PUT' && server.offsets.length === 2) {
        lost();
      }
    };
    await expect(
      uploadFile(api, file(), { retryDelay: 1 })
    ).rejects.toMatchObject({ name: 'NetworkFailure' });
    server.before = () => undefined;
    const shares: number[] = [];
    await uploadFile(api, file(), { onProgress: share => shares.push(share) });
    expect(server.created).toHaveLength(1);
    expect(server.offsets).toEqual([0, 4, 8]);
    expect(shares[0]).toBe(0.8);
  });

  it('begins anew for another place, or when the server dropped it', async () => {
    server.before = verb => {
      if (verb === 'PUT' && server.offsets.length === 1) {
        lost();
      }
    };
    await expect(
      uploadFile(api, file(), { retryDelay: 1 })
    ).rejects.toBeTruthy();
    server.before = () => undefined;
    await uploadFile(api, file(), { artifactId: 'a2' });
    expect(server.created).toHaveLength(2);
    server.uploads.clear();
    await uploadFile(api, file());
    expect(server.created).toHaveLength(3);
  });

  it('stops when told to, and can go on later', async () => {
    const control = new AbortController();
    await expect(
      uploadFile(api, file(), {
        signal: control.signal,
        onProgress: share => share > 0.3 && control.abort()
      })
    ).rejects.toMatchObject({ name: 'AbortError' });
    await uploadFile(api, file());
    expect(server.offsets).toEqual([0, 4, 8]);
  });

  it('gives up at once where trying again can’t help', async () => {
    server.before = verb => {
      if (verb === 'PUT') {
        server.uploads.clear();
      }
    };
    const failed = uploadFile(api, file(), { retryDelay: 1 });
    await expect(failed).rejects.toBeInstanceOf(ApiError);
    await expect(failed).rejects.toMatchObject({ status: 404 });
  });

  it('says in the background that it is at work, and no longer', async () => {
    const toasts = shownToasts();
    server.before = verb => {
      if (verb === 'PUT') {
        expect(Notification.manager.notifications[0].message).toBe(
          'Uploading x.csv'
        );
      }
    };
    server.made = { artifact: { id: 'a1', name: 'Cases' } };
    await uploadInBackground(fakeJx({ api }), file());
    await toasts.settled();
    expect(toasts.messages()).toEqual(['Cases is a new artifact']);
  });
});
