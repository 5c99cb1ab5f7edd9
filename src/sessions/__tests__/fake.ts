import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import { ChangeStream, ConnectionStatus, IChange } from '../../api/changes';
import { ApiClient } from '../../api/client';
import { fakeJx } from '../../ui/__tests__/fake';
import { SessionDetail } from '../records';

export interface ICall {
  method: string;
  path: string;
  query: URLSearchParams;
  body: any;
  headers: Headers;
}

type Answer = (call: ICall) => unknown;

/** Refused by the server in its own shape. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly message: string,
    readonly field: string | null = null
  ) {}
}

/** Answers requests by route, and says what was asked. */
export class FakeServer {
  readonly calls: ICall[] = [];
  readonly routes: [string, string, Answer][] = [];

  on(route: string, answer: Answer): this {
    const [method, path] = route.split(' ');
    this.routes.unshift([method, path, answer]);
    return this;
  }

  asked(route: string): ICall[] {
    return this.calls.filter(one => `${one.method} ${one.path}` === route);
  }

  get settings(): ServerConnection.ISettings {
    return ServerConnection.makeSettings({
      fetch: (async (request: Request) => this._answer(request)) as any
    });
  }

  private async _answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^.*\/jupyter-ext\/api/, '');
    const text = await request.text();
    const isJson = request.headers.get('Content-Type')?.includes('json');
    const call: ICall = {
      method: request.method,
      path,
      query: url.searchParams,
      body: isJson && text ? JSON.parse(text) : text || undefined,
      headers: request.headers
    };
    this.calls.push(call);
    const found = this.routes.find(
      ([method, route]) =>
        method === call.method &&
        new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
    );
    const result = found ? await found[2](call) : new Refusal(404, 'Not there');
    if (result instanceof Refusal) {
      const { status, message, field } = result;
      const error = { code: 'refused', message, field };
      return json({ error }, status);
    }
    if (result instanceof Response) {
      return result;
    }
    return result === undefined
      ? new Response(null, { status: 204 })
      : json(result, 200);
  }
}

function json(value: unknown, status: number): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' }
  });
}

/** A stream that says what the test says. */
export class FakeStream {
  readonly changed = new Signal<this, IChange>(this);
  readonly refetch = new Signal<this, void>(this);
  readonly connectionChanged = new Signal<this, ConnectionStatus>(this);
  status: ConnectionStatus = 'connected';
  connected = 0;

  connect(): void {
    this.connected++;
  }

  say(
    action: IChange['action'],
    id: string,
    data: Record<string, unknown> | null = null
  ): void {
    this.changed.emit({ seq: 1, kind: 'session', id, action, at: '', data });
  }

  setStatus(status: ConnectionStatus): void {
    this.status = status;
    this.connectionChanged.emit(status);
  }
}

/** The app's services on a fake server and a fake stream. */
export function fakeApp() {
  const server = new FakeServer();
  const stream = new FakeStream();
  const errors: [string, unknown][] = [];
  const jx = fakeJx({
    api: new ApiClient(server.settings),
    changes: stream as unknown as ChangeStream,
    reportError: (title, error) => errors.push([title, error])
  });
  return { jx, server, stream, errors };
}

/** A session that succeeded, but for `parts`. */
export function fakeSession(parts: Partial<SessionDetail> = {}): SessionDetail {
  return {
    id: 's1',
    number: 3,
    workflow: { id: 'w1', name: 'today', deleted: false, sessions: 1 },
    name: 'today 14:02',
    description: '',
    note: '',
    tags: [],
    starred: false,
    archived: false,
    stale: false,
    ad_hoc: false,
    owner: 'me',
    owner_name: null,
    role: 'owner',
    shared: false,
    reservation: null,
    owner_proven: true,
    state: 'SUCCEEDED',
    reason: null,
    killed_by: null,
    kill_reason: '',
    cached_from: null,
    instance: { id: 'i1', name: 'scorecard on Q3', deleted: false },
    specification: { id: 'p1', name: 'scorecard', deleted: false },
    specification_version: 7,
    body_sha256: '3f9c'.padEnd(64, '0'),
    parameter_revision: 1,
    cells_total: 38,
    cells_done: 38,
    progress: null,
    metrics: {},
    changed_parameters: {},
    created_at: '2026-11-20T14:02:00Z',
    started_at: '2026-11-20T14:02:01Z',
    ended_at: '2026-11-20T14:02:42Z',
    duration: 41,
    error: null,
    inputs: [],
    outputs: [],
    parameters: [],
    metric_log: [],
    results: [],
    executions: [],
    logs: [],
    runtime: {},
    provenance: null,
    has_report: true,
    pdf_available: false,
    rerun_of: null,
    reruns: [],
    ...parts
  };
}

/** A session in the middle of its run. */
export function fakeRunning(parts: Partial<SessionDetail> = {}): SessionDetail {
  return fakeSession({
    state: 'RUNNING',
    cells_done: 24,
    ended_at: null,
    duration: null,
    has_report: false,
    progress: {
      phase: 'running',
      cells_total: 38,
      cells_done: 24,
      cell: {
        index: 24,
        number: 25,
        id: 'c25',
        head: '# Fit the model',
        started_at: '2026-11-20T14:02:30Z'
      },
      newest_output: 'epoch 7',
      started_at: '2026-11-20T14:02:01Z',
      updated_at: '2026-11-20T14:02:31Z',
      estimated_seconds: 60,
      responding: true,
      waiting: null,
      queue_position: null
    },
    ...parts
  });
}

/** Let promises that are already settled have their say. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await new Promise(resolve => setTimeout(resolve, 0));
  }
}

/** A file as the server sends it, piece by piece. */
export function sentFile(
  name: string,
  pieces: string[],
  size = pieces.join('').length
): Response {
  const reads = pieces.map(piece => new TextEncoder().encode(piece));
  const response = new Response(null, {
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="x"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Jupyter-Ext-Size': String(size)
    }
  });
  const read = async () => ({ done: !reads.length, value: reads.shift() });
  Object.defineProperty(response, 'body', {
    value: { getReader: () => ({ read }) }
  });
  return response;
}

/** The names of the files that are saved from now on. */
export function savedFiles(): string[] {
  const saved: string[] = [];
  URL.createObjectURL = () => 'blob:it';
  URL.revokeObjectURL = () => undefined;
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href}`);
  };
  return saved;
}
