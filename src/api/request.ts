import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** Where the extension's routes live, below the server's base URL. */
export const NAMESPACE = 'jupyter-ext/api';

/** The server answered with an error; `message` says what to mend. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The field at fault as a dotted path such as `inputs.ds1`. */
    readonly field: string | null = null,
    readonly details: Record<string, unknown> | null = null,
    /** The id under which the server logged a 5xx. */
    readonly id: string | null = null
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Read the JSON error shape; anything else becomes code `http`. */
  static async from(response: Response): Promise<ApiError> {
    const text = await response.text().catch(() => '');
    try {
      const { error } = JSON.parse(text);
      return new ApiError(
        response.status,
        error.code,
        error.message,
        error.field ?? null,
        error.details ?? null,
        error.id ?? null
      );
    } catch {
      // A proxy, or the server's own page: its HTML is nothing to show.
      const message = `${response.status} ${response.statusText}`.trim();
      return new ApiError(response.status, 'http', message);
    }
  }
}

/** The server could not be reached at all; trying again may help. */
export class NetworkFailure extends Error {
  constructor(readonly cause?: unknown) {
    super('The server could not be reached.');
    this.name = 'NetworkFailure';
  }
}

/** Whether an error only says that we ourselves gave up waiting. */
export function isAbort(error: unknown): boolean {
  return (error as Error | null)?.name === 'AbortError';
}

/** Whether the object of a request isn't there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && [404, 410].includes(error.status);
}

export type QueryValue = string | number | boolean | null | undefined;

export interface IRequestOptions {
  method?: string;
  /** Left out: null, undefined. Lists repeat the key. */
  query?: Record<string, QueryValue | ReadonlyArray<QueryValue>>;
  /** Blobs, buffers and strings go as they are, the rest as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The address of a route, for links, downloads and iframes. */
export function routeUrl(
  settings: ServerConnection.ISettings,
  path: string,
  query: IRequestOptions['query'] = {}
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) {
        search.append(key, String(one));
      }
    }
  }
  const url = URLExt.join(settings.baseUrl, NAMESPACE, path);
  return search.toString() ? `${url}?${search}` : url;
}

/**
 * Send one request to the extension's server side.
 *
 * Returns the JSON body (undefined for 204); raises ApiError,
 * NetworkFailure, or the AbortError of the given signal.
 */
export async function request<T>(
  settings: ServerConnection.ISettings,
  path: string,
  options: IRequestOptions = {}
): Promise<T> {
  const response = await send(settings, path, options);
  if (response.status === 204) {
    return undefined as T;
  }
  const type = response.headers.get('Content-Type') ?? '';
  return (
    type.includes('json') ? await response.json() : await response.text()
  ) as T;
}

/** A file that the server made for a request. */
export interface IReceivedFile {
  name: string;
  content: Blob;
}

/** Send a request that is answered with a file; raises as `request` does. */
export async function requestFile(
  settings: ServerConnection.ISettings,
  path: string,
  options: IRequestOptions = {}
): Promise<IReceivedFile> {
  const response = await send(settings, path, options);
  const size = Number(response.headers.get('Jupyter-Ext-Size')) || 0;
  const parts: BlobPart[] = [];
  let received = 0;
  try {
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      parts.push(value as Uint8Array<ArrayBuffer>);
      received += value.length;
    }
  } catch (error) {
    throw lost(error, options.signal);
  }
  if (received < size) {
    throw new NetworkFailure('The file is not whole.');
  }
  const type = response.headers.get('Content-Type') ?? '';
  return {
    name: nameOf(response.headers.get('Content-Disposition')),
    content: new Blob(parts, { type })
  };
}

/** The answer to a request; raises where it isn't a success. */
async function send(
  settings: ServerConnection.ISettings,
  path: string,
  options: IRequestOptions
): Promise<Response> {
  const { method = 'GET', query, body, headers = {}, signal } = options;
  // `no-store`, JupyterLab's default, adds a nameless query parameter.
  const init: RequestInit = {
    method,
    cache: 'no-cache',
    headers: { ...headers }
  };
  if (signal) {
    init.signal = signal;
  }
  if (isRaw(body)) {
    init.body = body;
    init.headers = { 'Content-Type': 'application/octet-stream', ...headers };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'Content-Type': 'application/json', ...headers };
  }
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      routeUrl(settings, path, query),
      init,
      settings
    );
  } catch (error) {
    throw lost(error, signal);
  }
  if (!response.ok) {
    throw await ApiError.from(response);
  }
  return response;
}

/** What a lost connection is to the caller: the network, or its own wish. */
function lost(error: unknown, signal?: AbortSignal): Error {
  return signal?.aborted
    ? new DOMException('The request was given up.', 'AbortError')
    : new NetworkFailure(error);
}

/** The name in a Content-Disposition (RFC 6266). */
function nameOf(disposition: string | null): string {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '');
  return found ? decodeURIComponent(found[1]) : 'download';
}

function isRaw(body: unknown): body is Blob | ArrayBuffer | string {
  return (
    typeof body === 'string' ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}
