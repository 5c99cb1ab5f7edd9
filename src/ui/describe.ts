import { TranslationBundle } from '@jupyterlab/translation';

import { ApiError, NetworkFailure } from '../api/request';

/** What happened, and what to do now, in the user's words. */
export function describeError(
  error: unknown,
  trans: TranslationBundle
): { message: string; details: string | null } {
  if (error instanceof NetworkFailure) {
    return {
      message: trans.__(
        'The server could not be reached. Check that it is running, then retry.'
      ),
      details: null
    };
  }
  if (error instanceof ApiError) {
    const details = [
      error.field && trans.__('Field: %1', error.field),
      error.id && trans.__('Logged by the server as %1', error.id),
      error.details && JSON.stringify(error.details, null, 2)
    ].filter(Boolean);
    return {
      message:
        error.code === 'http'
          ? trans.__('The server answered “%1”.', error.message)
          : error.message,
      details: details.length ? details.join('\n') : null
    };
  }
  return {
    message: trans.__('Something went wrong in this view.'),
    details: error instanceof Error ? error.message : String(error)
  };
}
