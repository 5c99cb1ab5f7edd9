import { ServerConnection } from '@jupyterlab/services';

import { ApiClient, fill } from '../client';
import { ApiError, NetworkFailure, request, routeUrl } from '../request';

function settings(
  answer: (request: Request) => Promise<Response> | Response
): ServerConnection.ISettings {
  return ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/a/',
    fetch: async (request: any) => answer(request)
  });
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' }
  });
}

describe('request', () => {
  it('sends JSON below the base URL and reads the JSON answer', async () => {
    let seen: Request | null = null;
    const answer = await request<{ id: string }>(
      settings(r => {
        seen = r;
        return json(201, { id: 's1' });
      }),
      '/sessions',
      { method: 'POST', body: { a: 1 }, query: { tag: ['x', 'y'], no: null } }
    );
    expect(answer).toEqual({ id: 's1' });
    expect(seen!.method).toBe('POST');
    expect(seen!.url).toBe(
      'http://localhost/user/a/jupyter-ext/api/sessions?tag=x&tag=y'
    );
    expect(await seen!.json()).toEqual({ a: 1 });
  });

  it('turns the error shape into an ApiError with the field', async () => {
    const error = await request<ApiError>(
      settings(() =>
        json(422, {
          error: {
            code: 'invalid',
            message: 'Choose an artifact.',
            field: 'inputs.ds1',
            details: { a: 1 },
            id: null
          }
        })
      ),
      '/instances'
    ).catch(e => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.status).toBe(422);
    expect(error.code).toBe('invalid');
    expect(error.message).toBe('Choose an artifact.');
    expect(error.field).toBe('inputs.ds1');
    expect(error.details).toEqual({ a: 1 });
  });

  it("doesn't show a proxy's page as the message", async () => {
    const error = await request<ApiError>(
      settings(
        () =>
          new Response('<html><script>evil()</script></html>', {
            status: 502,
            statusText: 'Bad Gateway'
          })
      ),
      '/sessions'
    ).catch(e => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.code).toBe('http');
    expect(error.message).toBe('502 Bad Gateway');
  });

  it('tells a server out of reach from one that refuses', async () => {
    const error = await request(
      settings(() => Promise.reject(new TypeError('Failed to fetch'))),
      '/sessions'
    ).catch(e => e);
    expect(error).toBeInstanceOf(NetworkFailure);
  });

  it('raises the AbortError of its signal', async () => {
    const control = new AbortController();
    const pending = request(
      settings(() => {
        control.abort();
        return Promise.reject(new Error('aborted'));
      }),
      '/sessions',
      { signal: control.signal }
    );
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('answers undefined to 204', async () => {
    const api = new ApiClient(
      settings(() => new Response(null, { status: 204 }))
    );
    const answer = await api.delete('/sessions/{session_id}', {
      path: { session_id: 's1' }
    });
    expect(answer).toBeUndefined();
  });
});

describe('paths', () => {
  it('are filled with escaped values, with or without the whole route', () => {
    expect(fill('/sessions/{id}/logs', { id: 'a/b c' })).toBe(
      '/sessions/a%2Fb%20c/logs'
    );
    expect(fill('/jupyter-ext/api/sessions/{id}', { id: 'x' })).toBe(
      '/sessions/x'
    );
    expect(() => fill('/sessions/{id}', {})).toThrow('{id}');
  });

  it('make addresses for links', () => {
    expect(
      routeUrl(
        settings(() => json(200, {})),
        '/a',
        { code: false }
      )
    ).toBe('http://localhost/user/a/jupyter-ext/api/a?code=false');
  });
});
