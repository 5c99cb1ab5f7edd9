import { Notification } from '@jupyterlab/apputils';

/**
 * Say beside everything else that something is being worked on, with a way to
 * stop it; gives what takes that away again.
 *
 * It is never updated: JupyterLab shows no progress in it, and changes a toast
 * only a moment later, which would bring one back that was taken away meanwhile.
 */
export function showWork(
  message: string,
  stop: { label: string; execute: () => void }
): () => void {
  const id = Notification.emit(message, 'in-progress', {
    autoClose: false,
    actions: [
      {
        label: stop.label,
        callback: event => {
          // It goes when the work has ended.
          event.preventDefault();
          stop.execute();
        }
      }
    ]
  });
  return () => Notification.dismiss(id);
}
