import { ServerConnection } from '@jupyterlab/services';

import {
  IReceivedFile,
  IRequestOptions,
  NAMESPACE,
  request,
  requestFile,
  routeUrl
} from './request';
import type { paths } from './schema';

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths of the OpenAPI document that answer a verb. */
export type PathOf<V extends Verb> = {
  [P in keyof paths]: paths[P] extends { [K in V]: unknown } ? P : never;
}[keyof paths] &
  string;

type Operation<P extends keyof paths, V extends Verb> = paths[P][V];

type Parameters<O, Where extends string> = O extends {
  parameters: { [K in Where]?: infer T };
}
  ? NonNullable<T>
  : never;

type JsonOf<T> = T extends { content: infer C }
  ? C extends { 'application/json': infer J }
    ? J
    : undefined
  : undefined;

/** The JSON of a successful answer. */
export type Answer<P extends keyof paths, V extends Verb> =
  Operation<P, V> extends { responses: infer R }
    ? JsonOf<R[keyof R & (200 | 201 | 202 | 204)]>
    : any;

/**
 * The JSON that a verb takes. Any field may be left out: the document's types
 * don't tell those with a default from the required ones; the server does.
 */
export type Body<P extends keyof paths, V extends Verb> =
  Operation<P, V> extends { requestBody?: infer B }
    ? Partial<JsonOf<NonNullable<B>>>
    : any;

export type Query<P extends keyof paths, V extends Verb = 'get'> = Parameters<
  Operation<P, V>,
  'query'
>;

export interface ICallOptions<P extends keyof paths, V extends Verb> {
  /** Values of the `{name}` parts of the path. */
  path?: Parameters<Operation<P, V>, 'path'>;
  query?: Query<P, V>;
  body?: Body<P, V>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * The REST interface, typed by the OpenAPI document.
 *
 * `api.get('/sessions/{id}', { path: { id } })`
 */
export class ApiClient {
  constructor(readonly settings: ServerConnection.ISettings) {}

  get<P extends PathOf<'get'>>(path: P, options?: ICallOptions<P, 'get'>) {
    return this._call<P, 'get'>('get', path, options);
  }

  post<P extends PathOf<'post'>>(path: P, options?: ICallOptions<P, 'post'>) {
    return this._call<P, 'post'>('post', path, options);
  }

  put<P extends PathOf<'put'>>(path: P, options?: ICallOptions<P, 'put'>) {
    return this._call<P, 'put'>('put', path, options);
  }

  patch<P extends PathOf<'patch'>>(
    path: P,
    options?: ICallOptions<P, 'patch'>
  ) {
    return this._call<P, 'patch'>('patch', path, options);
  }

  delete<P extends PathOf<'delete'>>(
    path: P,
    options?: ICallOptions<P, 'delete'>
  ) {
    return this._call<P, 'delete'>('delete', path, options);
  }

  /** A POST that is answered with a file. */
  file<P extends PathOf<'post'>>(
    path: P,
    options: ICallOptions<P, 'post'>
  ): Promise<IReceivedFile> {
    const { path: values, ...rest } = options;
    return requestFile(this.settings, fill(path, values ?? {}), {
      ...(rest as IRequestOptions),
      method: 'POST'
    });
  }

  /** The address of a route, for links, downloads and iframes. */
  url<P extends PathOf<'get'>>(
    path: P,
    values: Record<string, string | number> = {},
    query?: IRequestOptions['query']
  ): string {
    return routeUrl(this.settings, fill(path, values), query);
  }

  private _call<P extends keyof paths, V extends Verb>(
    verb: V,
    path: P,
    options: ICallOptions<P, V> = {}
  ): Promise<Answer<P, V>> {
    return request(this.settings, fill(path as string, options.path ?? {}), {
      method: verb.toUpperCase(),
      query: options.query as IRequestOptions['query'],
      body: options.body,
      headers: options.headers,
      signal: options.signal
    });
  }
}

/** Put values into `/sessions/{id}`; the document may name the whole route. */
export function fill(
  path: string,
  values: Record<string, string | number>
): string {
  return path
    .replace(new RegExp(`^/?${NAMESPACE}(?=/)`), '')
    .replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values)) {
        throw new Error(`No value for {${name}} of ${path}`);
      }
      return encodeURIComponent(String(values[name]));
    });
}
