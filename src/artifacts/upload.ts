import type { ApiClient } from '../api/client';
import { ApiError, NetworkFailure, isGone, request } from '../api/request';
import type { components } from '../api/schema';
import type { ArtifactVersion } from './picker';

type UploadRecord = components['schemas']['UploadRecord'];

/** Where an upload goes: a new version of an artifact, or a new artifact. */
export interface IUploadTarget {
  artifactId?: string | null;
  artifactName?: string | null;
  versionName?: string | null;
  /** The folder of a new artifact; null: the top. */
  folderId?: string | null;
}

export interface IUploadOptions extends IUploadTarget {
  /** Called with the share that has arrived, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  /** Milliseconds before the first new try; each waits twice as long. */
  retryDelay?: number;
}

/** How often a chunk is tried again before the user is asked. */
const TRIES = 5;

/** Up to this size the browser hashes the file too, as a proof. */
const HASHED_UP_TO = 32 * 1024 * 1024;

const KEY = 'jupyter-ext:uploads';

/** What tells the same file for the same place from any other. */
export function fingerprint(file: File, target: IUploadTarget): string {
  return JSON.stringify([
    file.name,
    file.size,
    file.lastModified,
    target.artifactId ?? null,
    target.artifactName ?? null,
    target.versionName ?? null,
    ...(target.folderId ? [target.folderId] : [])
  ]);
}

/**
 * Send a file in chunks and make it a version of an artifact.
 *
 * Goes on where it stopped: after a lost connection by itself, and when the
 * same file is sent again for the same place.
 *
 * Raises ApiError, NetworkFailure, or the AbortError of the signal.
 */
export async function uploadFile(
  api: ApiClient,
  file: File,
  options: IUploadOptions = {}
): Promise<ArtifactVersion> {
  const id = await sendFile(api, file, options);
  const sha256 = await hashOf(file);
  throwIfAborted(options.signal);
  try {
    return await api.post('/uploads/{upload_id}/commit', {
      path: { upload_id: id },
      body: { sha256 }
    });
  } finally {
    forgetUpload(file, options);
  }
}

/**
 * Send a file in chunks; gives the id of the upload that has it all.
 *
 * Goes on as `uploadFile` does, until `forgetUpload` says that the upload was
 * used. Raises ApiError, NetworkFailure, or the AbortError of the signal.
 */
export async function sendFile(
  api: ApiClient,
  file: File,
  options: IUploadOptions = {}
): Promise<string> {
  const key = fingerprint(file, options);
  const { signal, onProgress } = options;
  let upload = await begin(api, file, key, options);
  onProgress?.(share(upload));
  let failures = 0;
  while (upload.received < upload.size) {
    throwIfAborted(signal);
    const offset = upload.received;
    const chunk = file.slice(offset, offset + upload.chunk_size);
    try {
      upload = await request<UploadRecord>(
        api.settings,
        `/uploads/${encodeURIComponent(upload.id)}`,
        { method: 'PUT', query: { offset }, body: chunk, signal }
      );
      failures = 0;
      onProgress?.(share(upload));
    } catch (error) {
      throwIfAborted(signal);
      if (!isPassing(error) || ++failures >= TRIES) {
        throw error;
      }
      if (error instanceof NetworkFailure) {
        await pause((options.retryDelay ?? 500) * 2 ** (failures - 1), signal);
      }
      // The answer may be lost and the chunk not: ask how far it has come.
      upload = await resumed(api, upload.id, upload, signal);
    }
  }
  return upload.id;
}

/** The upload of a file was used: sent again, it begins anew. */
export function forgetUpload(file: File, target: IUploadTarget = {}): void {
  forget(fingerprint(file, target));
}

/** Go on with an upload that was begun earlier, or begin a new one. */
async function begin(
  api: ApiClient,
  file: File,
  key: string,
  options: IUploadOptions
): Promise<UploadRecord> {
  const { signal } = options;
  const known = remembered()[key];
  if (known) {
    try {
      const upload = await api.get('/uploads/{upload_id}', {
        path: { upload_id: known },
        signal
      });
      if (upload.size === file.size) {
        return upload;
      }
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
    }
    forget(key);
  }
  const upload = await api.post('/uploads', {
    body: {
      filename: file.name,
      size: file.size,
      media_type: file.type || null,
      artifact_id: options.artifactId ?? null,
      artifact_name: options.artifactName ?? null,
      version_name: options.versionName ?? null,
      folder_id: options.folderId ?? null
    },
    signal
  });
  remember(key, upload.id);
  return upload;
}

async function resumed(
  api: ApiClient,
  id: string,
  last: UploadRecord,
  signal?: AbortSignal
): Promise<UploadRecord> {
  try {
    return await api.get('/uploads/{upload_id}', {
      path: { upload_id: id },
      signal
    });
  } catch (error) {
    if (error instanceof NetworkFailure) {
      return last;
    }
    throw error;
  }
}

/** Errors after which another try may do: the network, a wrong offset. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof NetworkFailure ||
    (error instanceof ApiError &&
      ((error.status === 409 && error.details?.received !== undefined) ||
        error.status >= 502))
  );
}

function share(upload: UploadRecord): number {
  return upload.size ? upload.received / upload.size : 1;
}

function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) {
    throw new DOMException('The upload was stopped.', 'AbortError');
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      window.clearTimeout(timer);
      reject(new DOMException('The upload was stopped.', 'AbortError'));
    });
  });
}

/** The file's hash, where it is small and the browser can: else null. */
async function hashOf(file: File): Promise<string | null> {
  // Only there with https or on this machine.
  if (file.size > HASHED_UP_TO || !globalThis.crypto?.subtle) {
    return null;
  }
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), byte =>
    byte.toString(16).padStart(2, '0')
  ).join('');
}

function remembered(): Record<string, string> {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function store(all: Record<string, string>): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A full or forbidden store only means that it begins anew next time.
  }
}

function remember(key: string, id: string): void {
  store({ ...remembered(), [key]: id });
}

function forget(key: string): void {
  const all = remembered();
  delete all[key];
  store(all);
}
